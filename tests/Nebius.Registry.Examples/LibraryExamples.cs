using Nebius.Registry;
using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Doctor;
using Nebius.Registry.Helm;
using Nebius.Registry.StaticKeys;

namespace Examples;

/// <summary>The C# examples of the docs: the code between two marks is in the page of that name, word for word.</summary>
internal static class LibraryExamples
{
    public static async Task<int> FindCredentialAsync(CancellationToken cancellationToken)
    {
        // <library.md>
        var chain = new CredentialChain(new CredentialChainOptions());
        var resolution = await chain.ResolveAsync(RegistryHost.ForRegion("eu-north1"), cancellationToken);
        var credential = resolution.Credential!;
        Console.WriteLine($"{credential.UserName} from {credential.Source} ({credential.Origin}), until {credential.ExpiresAt:u}");
        // </library.md>
        return credential.Password.Reveal().Length > 0 ? 0 : 1;
    }

    public static async Task<int> PushChartAsync(string directory, string outputDirectory, CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(new CredentialChainOptions());

        // <library.md>
        var package = await ChartPackager.PackageAsync(
            new ChartPackageRequest { Directory = directory, OutputDirectory = outputDirectory, Version = "1.2.3" }, cancellationToken);

        var resolution = await chain.ResolveAsync(RegistryHost.ForRegion("eu-north1"), cancellationToken);
        using var pusher = new ChartPusher(chain, resolution.Credential!);
        var chart = await pusher.PushAsync(package, "e00abc/charts/app", cancellationToken);
        Console.WriteLine($"{chart.Address} {chart.Version} is {chart.Reference}");
        // </library.md>
        return chart.WasThere ? 1 : 0;
    }

    public static async Task<int> CopyImageAsync(CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(new CredentialChainOptions());

        // <library.md>
        var source = new ImageCopySource(RegistryHost.ForRegion("eu-north1"), "e00abc/app", "1.2.3");
        ImageCopyTarget[] targets =
        [
            new(RegistryHost.ForRegion("eu-west1"), "e01abc/app", ["1.2.3", "latest"]),
            new(RegistryHost.ForRegion("us-central1"), "u00abc/app", ["1.2.3", "latest"]),
        ];
        var report = await new ImageCopier(chain).CopyAsync(source, targets, cancellationToken);
        foreach (var copy in report.Targets)
        {
            Console.WriteLine($"{copy.Target}@{report.Digest}: {copy.Failure?.Message ?? $"{copy.BlobsSent} blobs sent"}");
        }
        // </library.md>
        return report.Targets.All(copy => copy.Failure is null) ? 0 : 1;
    }

    public static async Task<int> IssueKeyAsync(string serviceAccountId, string projectId, string file, CancellationToken cancellationToken)
    {
        // <static-keys.md>
        var chain = new CredentialChain(new CredentialChainOptions());
        var token = await chain.ResolveAccessTokenAsync(cancellationToken);
        using var client = new StaticKeyClient(token);

        var request = new StaticKeyRequest
        {
            ServiceAccountId = serviceAccountId,
            ProjectId = projectId,
            Name = "ci",
            ExpiresAt = DateTimeOffset.UtcNow.AddDays(90),
        };
        var key = await client.IssueAsync(request, StaticKeyDestination.ToFile(file), cancellationToken);

        var rotation = new StaticKeyRotationRequest
        {
            OldKeyId = key.Id,
            Host = RegistryHost.ForRegion("eu-north1"),
            Repository = "e00abc/app",
            Action = RegistryAction.Push,
            Destination = StaticKeyDestination.ToFile(file, new StaticKeyFileOptions { Replaces = true }),
        };
        var rotated = await client.RotateAsync(rotation, cancellationToken);
        Console.WriteLine($"{rotated.Id} until {rotated.ExpiresAt:u}, in {rotated.Destination}");
        // </static-keys.md>
        return 0;
    }

    public static async Task<int> RunDoctorAsync(CancellationToken cancellationToken)
    {
        // <library.md>
        var options = new DoctorOptions { Host = RegistryHost.ForRegion("eu-north1"), Repository = "e00abc/app" };
        var report = await new RegistryDoctor(options).RunAsync(cancellationToken);
        Console.WriteLine(report);
        // </library.md>
        return report.IsHealthy ? 0 : 1;
    }
}
