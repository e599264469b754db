using System.Net;
using System.Runtime.Loader;
using System.Reflection;
using Nebius.Registry.Net;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Net;

/// <summary>The proxy follows .NET's own rules, with the environment as it is now.</summary>
[Collection(nameof(EnvironmentOfThisProcess))]
public sealed class ProxyOfTheEnvironment : IDisposable
{
    private static readonly string[] Variables =
    [
        "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "GATEWAY_INTERFACE",
    ];

    private static readonly Uri[] Targets =
    [
        new("https://tokens.iam.api.nebius.cloud/"), new("https://API.nebius.cloud/"), new("https://cr.eu-west1.nebius.cloud:8443/v2/"),
        new("http://localhost:5000/"), new("http://127.0.0.1/"), new("https://[::1]:5000/"), new("ws://api.nebius.cloud/"), new("wss://x.example/"),
    ];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public ProxyOfTheEnvironment() => Set([]);

    public void Dispose() => Set(_before);

    [Theory]
    [InlineData("")]
    [InlineData("HTTPS_PROXY=http://proxy.example:3128")]
    [InlineData("HTTPS_PROXY=proxy.example:3128")]
    [InlineData("HTTPS_PROXY=proxy.example")]
    [InlineData("HTTPS_PROXY=https://proxy.example")]
    [InlineData("HTTPS_PROXY=HTTP://Proxy.Example:3128/")]
    [InlineData("HTTPS_PROXY=http://proxy.example/")]
    [InlineData("HTTPS_PROXY=socks5://proxy.example:1080")]
    [InlineData("HTTPS_PROXY=socks5://proxy.example")]
    [InlineData("HTTPS_PROXY=ftp://proxy.example:21")]
    [InlineData("HTTPS_PROXY=http://[::1]:3128")]
    [InlineData("HTTPS_PROXY=http://[::1]")]
    [InlineData("HTTPS_PROXY=http://proxy.example:")]
    [InlineData("HTTPS_PROXY=http://proxy.example:99999")]
    [InlineData("HTTPS_PROXY=http://proxy.example:31x28")]
    [InlineData("HTTPS_PROXY=http://user:p%40ss@proxy.example:3128")]
    [InlineData("HTTPS_PROXY=http://us@er:pa@ss:word@proxy.example:3128")]
    [InlineData("HTTPS_PROXY=http://DOMAIN%5Cuser:pass@proxy.example:3128")]
    [InlineData("HTTPS_PROXY=user@proxy.example")]
    [InlineData("HTTPS_PROXY= http://proxy.example:3128")]
    [InlineData("HTTPS_PROXY=;https_proxy=lower.example:1")]
    [InlineData("HTTPS_PROXY=upper.example:1;https_proxy=lower.example:2")]
    [InlineData("HTTPS_PROXY=upper.example:1;https_proxy=")]
    [InlineData("HTTP_PROXY=upper.example:1;http_proxy=lower.example:2")]
    [InlineData("HTTP_PROXY=upper.example:1;GATEWAY_INTERFACE=CGI/1.1")]
    [InlineData("HTTP_PROXY=u.example:1;ALL_PROXY=all.example:2")]
    [InlineData("ALL_PROXY=upper.example:1;all_proxy=lower.example:2")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=.api.nebius.cloud")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=api.nebius.cloud")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=*")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=*.nebius.cloud")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY= .NEBIUS.cloud , localhost,,127.0.0.1,[::1]")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=cr.eu-west1.nebius.cloud:8443;no_proxy=")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=cr.eu-west1.nebius.cloud:8443")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=cr.eu-west1.nebius.cloud;no_proxy=x.example")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=.nebius.cloud;no_proxy=")]
    [InlineData("ALL_PROXY=p.example:1;NO_PROXY=.")]
    public void The_proxy_of_a_request_is_the_one_that_NET_chooses(string environment)
    {
        Set(environment.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], string? (pair) => pair[1]));

        Assert.Equal(Choices(OfNet()), Choices(new EnvironmentProxy(Environment.GetEnvironmentVariable)));
    }

    [Fact]
    public void A_proxy_set_after_the_first_request_of_a_process_is_used()
    {
        var target = Targets[0];
        Assert.True(ProcessProxy.Instance.IsBypassed(target));

        Set(new() { ["HTTPS_PROXY"] = "http://user:pass@proxy.example:3128" });

        Assert.False(ProcessProxy.Instance.IsBypassed(target));
        Assert.Equal("http://proxy.example:3128", ProcessProxy.Shown(ProcessProxy.Instance, target));

        Set(new() { ["HTTPS_PROXY"] = "http://other.example:1", ["NO_PROXY"] = ".api.nebius.cloud" });

        Assert.True(ProcessProxy.Instance.IsBypassed(target));
        Assert.Equal("http://other.example:1", ProcessProxy.Shown(ProcessProxy.Instance, new Uri("https://cr.eu-west1.nebius.cloud")));
    }

    [Fact]
    public void A_proxy_that_the_program_has_set_wins_over_the_environment()
    {
        var before = HttpClient.DefaultProxy;
        try
        {
            HttpClient.DefaultProxy = new WebProxy("http://program.example:1");
            Set(new() { ["HTTPS_PROXY"] = "http://proxy.example:3128" });

            Assert.Equal("http://program.example:1", ProcessProxy.Shown(ProcessProxy.Instance, Targets[0]));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public void The_clients_of_others_follow_the_environment_once_they_are_told_to()
    {
        var before = HttpClient.DefaultProxy;
        try
        {
            ProcessProxy.UseForAllClients();
            ProcessProxy.UseForAllClients();
            Set(new() { ["HTTPS_PROXY"] = "http://proxy.example:3128" });

            Assert.Equal(new Uri("http://proxy.example:3128"), HttpClient.DefaultProxy.GetProxy(Targets[0]));

            Set([]);

            Assert.True(HttpClient.DefaultProxy.IsBypassed(Targets[0]));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    // MSBuild loads each version of the package into a separate load context.
    [Fact]
    public void Two_versions_of_the_package_in_one_process_do_not_ask_each_other_for_the_proxy()
    {
        var before = HttpClient.DefaultProxy;
        var other = new AssemblyLoadContext("another version", isCollectible: true);
        try
        {
            var type = other.LoadFromAssemblyPath(typeof(ProcessProxy).Assembly.Location).GetType(typeof(ProcessProxy).FullName!)!;
            var use = type.GetMethod(nameof(ProcessProxy.UseForAllClients))!;
            ProcessProxy.UseForAllClients();
            use.Invoke(null, null);
            ProcessProxy.UseForAllClients();
            Set(new() { ["HTTPS_PROXY"] = "http://proxy.example:3128" });
            var otherProxy = (IWebProxy)type.GetProperty(nameof(ProcessProxy.Instance))!.GetValue(null)!;

            Assert.Equal(new Uri("http://proxy.example:3128"), HttpClient.DefaultProxy.GetProxy(Targets[0]));
            Assert.Equal(new Uri("http://proxy.example:3128"), otherProxy.GetProxy(Targets[0]));
            Assert.Equal(new Uri("http://proxy.example:3128"), ProcessProxy.Instance.GetProxy(Targets[0]));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
            other.Unload();
        }
    }

    [Fact]
    public void The_advice_to_go_past_a_proxy_names_the_variable_that_counts()
    {
        Assert.EndsWith("to NO_PROXY:\n  export NO_PROXY=\"$NO_PROXY,.api.nebius.cloud\"", ProxyAdvice.Bypass(".api.nebius.cloud"), StringComparison.Ordinal);

        Set(new() { ["no_proxy"] = "localhost" });

        Assert.EndsWith("export no_proxy=\"$no_proxy,.api.nebius.cloud\"", ProxyAdvice.Bypass(".api.nebius.cloud"), StringComparison.Ordinal);
    }

    private static void Set(Dictionary<string, string?> environment)
    {
        foreach (var name in Variables)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        foreach (var (name, value) in environment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private static IWebProxy? OfNet()
    {
        object?[] arguments = [null];
        typeof(HttpClient).Assembly.GetType("System.Net.Http.HttpEnvironmentProxy")!
            .GetMethod("TryCreate", BindingFlags.Static | BindingFlags.Public)!.Invoke(null, arguments);
        return (IWebProxy?)arguments[0];
    }

    private static List<string> Choices(IWebProxy? proxy) => [.. Targets.Select(target =>
    {
        var used = proxy is null || proxy.IsBypassed(target) ? null : proxy.GetProxy(target);
        var login = used is null ? null : proxy!.Credentials?.GetCredential(used, "Basic");
        return $"{target}: {used?.Scheme}://{used?.Authority} {login?.Domain}\\{login?.UserName}:{login?.Password}";
    })];
}
