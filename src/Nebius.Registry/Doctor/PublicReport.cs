using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Nebius.Registry.Net;

namespace Nebius.Registry.Doctor;

/// <summary>
/// A report that may be pasted into a public issue: of the variables that the user set it says that they are there, with a short hash by which
/// two reports can be compared; never a value. What was found is told without its details.
/// </summary>
internal static class PublicReport
{
    // 32 bits: enough to see that two are the same, and too few to find the value by.
    private const int HashBytes = 4;

    private static readonly string[] OtherVariables =
    [
        "DOCKER_CONFIG", "DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CONFIG_DIR", "HELM_REGISTRY_CONFIG", "HELM_CONFIG_HOME",
        "DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_UNAME", "DOTNET_CONTAINER_PULL_REGISTRY_UNAME",
        "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CI", "GITHUB_ACTIONS", "GITLAB_CI",
    ];

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Markdown, without a line feed at its end.</returns>
    public static string Of(DoctorReport report, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(settings);
        var text = new StringBuilder();
        text.Append($"{ClientIdentity.Name} {ClientIdentity.Version}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}\n\n");
        text.Append($"- registry: {(report.Host.Region is { } region ? $"Nebius, region {region}" : "a trusted one")}\n");
        text.Append($"- repository: {(report.Repository is null ? "none" : "named")}\n");
        foreach (var name in Variables(report.Host).Where(name => settings.FromEnvironment(name) is not null))
        {
            text.Append($"- {name}: set, {Hash(settings.FromEnvironment(name)!.Value)}\n");
        }

        foreach (var finding in report.Findings)
        {
            text.Append($"\n- {ReportText.Sign(finding.Mark)} {finding.Section}: {finding.Subject} {finding.State}");
            text.Append(finding.Code is null ? string.Empty : $" ({finding.Code})");
        }

        return Redactor.Message(text.ToString());
    }

    private static IEnumerable<string> Variables(RegistryHost host) =>
    [
        .. EnvironmentVariables.All,
        .. host.Region is { } region ? [EnvironmentVariables.StaticKeyFor(region)] : Array.Empty<string>(),
        .. OtherVariables,
    ];

    private static string Hash(string text) => $"sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes))}...";
}
