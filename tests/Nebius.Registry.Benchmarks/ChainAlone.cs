using System.Net;
using System.Net.Sockets;

namespace Nebius.Registry.Benchmarks;

/// <summary>The credential chain without MSBuild, in separate processes.</summary>
internal static class ChainAlone
{
    private static readonly string[] Sources = ["StaticKey", "AccessToken", "AuthorizedKey", "WorkloadIdentity", "DockerConfig", "Profile", "Cli"];

    // A token in a private file needs none of them.
    private static readonly string[] OnlyForOthers = ["Google.Protobuf", "Grpc.", "YamlDotNet", "System.Net.Http"];

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var probes = await Probes.CreateAsync(bench, cancellationToken);
        await MeasureCachedAsync(bench, probes, runs, cancellationToken);
        await MeasureNothingAsync(bench, probes, runs, cancellationToken);
        await MeasureHelpersAsync(bench, probes, runs, cancellationToken);
    }

    private static async Task MeasureCachedAsync(Bench bench, Probes probes, int runs, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        for (var run = 0; run <= runs; run++)
        {
            foreach (var (title, settings) in new[] { ("private file", bench.PrivateToken), ("CLI's file", bench.SharedToken) })
            {
                var took = await probes.RunAsync(["chain"], settings, cancellationToken);
                if (settings == bench.PrivateToken && took["loaded"].FirstOrDefault(IsOnlyForOthers) is { } assembly)
                {
                    throw new InvalidOperationException($"A token in a private file loads {assembly}.");
                }

                if (run > 0)
                {
                    samples.Add($"chain, token in the {title}, first in a process", took["cold"]);
                    samples.Add($"chain, token in the {title}, later, from the file again", took["disk"]);
                    samples.Add($"chain, token in the {title}, later, from memory", took["memory"]);
                }
            }
        }

        samples.Print();
    }

    private static async Task MeasureNothingAsync(Bench bench, Probes probes, int runs, CancellationToken cancellationToken)
    {
        var nowhere = Nowhere();
        var environment = new Dictionary<string, string> { ["HTTPS_PROXY"] = nowhere, ["HTTP_PROXY"] = nowhere, ["https_proxy"] = nowhere, ["http_proxy"] = nowhere };
        var samples = new Samples();
        for (var run = 0; run <= runs; run++)
        {
            var (ours, azure) = (
                await probes.RunAsync(["chain"], environment, cancellationToken),
                await probes.RunAsPublishedAsync(["azure"], environment, cancellationToken));
            var looks = new List<(string Source, ILookup<string, string> Took)>();
            foreach (var source in Sources)
            {
                looks.Add((source, await probes.RunAsync(["look", source], environment, cancellationToken)));
            }

            if (run > 0)
            {
                samples.Add("chain, nothing configured, first in a process", ours["cold"]);
                samples.Add("chain, nothing configured, later", ours["disk"]);
                samples.Add("the same: DefaultAzureCredential of Azure.Identity, first", azure["cold"]);
                looks.ForEach(look => samples.Add($"{look.Source} is absent, first in a process", look.Took["first"]));
                looks.ForEach(look => samples.Add($"{look.Source} is absent, later", look.Took["later"]));
            }
        }

        samples.Print();
    }

    private static async Task MeasureHelpersAsync(Bench bench, Probes probes, int runs, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var script = bench.In("docker-credential-script");
        await File.WriteAllTextAsync(
            script,
            """
            #!/bin/sh
            read -r host
            printf '{"ServerURL":"%s","Username":"iam","Secret":"ne1.secret"}' "$host"
            """,
            cancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var samples = new Samples();
        var took = await probes.RunAsync(["get-or-spawn", $"{runs}", script], bench.PrivateToken, cancellationToken);
        samples.Add("cached token in this process, from the private file", took["get"]);
        samples.Add("the same from a credential helper: sh script of 2 lines", took["script"]);
        samples.Add("the same from a credential helper: .NET program of 1 line", took["program"]);
        samples.Print();
    }

    private static bool IsOnlyForOthers(string assembly) => OnlyForOthers.Any(name => assembly.StartsWith(name, StringComparison.Ordinal));

    // A port that was free a moment ago, and that no process listens on.
    private static string Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
