using Cake.Common.Tools.DotNet.Publish;
using Cake.Core;
using Cake.Nebius.Copies;
using Cake.Nebius.Credentials;
using Nebius.Registry;

namespace Cake.Nebius.Publishing;

/// <summary>Publishes projects by Cake's own <c>DotNetPublish</c>, and tells what came of it.</summary>
/// <param name="context">The context.</param>
/// <param name="host">Where to.</param>
/// <param name="settings">How.</param>
internal sealed class ContainerPublisher(ICakeContext context, RegistryHost host, NebiusDotNetPublishContainerSettings settings)
{
    private readonly EffectiveSettings _credentials = new(context, settings.Credentials);

    public NebiusPublishedImage Publish(string project)
    {
        Check(project);
        using var report = ErrorBoundary.Coded(_ => Task.FromResult(new BuildReport(_credentials.ToOptions().Settings)));
        var secrets = _credentials.Secrets;
        var copyTo = ErrorBoundary.Coded(
            _ => Task.FromResult(CopyList.Join(settings.CopyTo, _credentials.ToOptions().Settings)));
        var child = new ChildBuild
        {
            Properties = new Dictionary<string, string>(_credentials.Properties)
            {
                // By the region, so that the build compares it with what the project says.
                [host.Region is null ? "ContainerRegistry" : "NebiusRegion"] = host.Region ?? host.Name,
                ["NebiusRegistryId"] = settings.RegistryId ?? string.Empty,
                ["NebiusCopyTo"] = copyTo,
                ["NebiusCopyReferrers"] = settings.CopiesReferrers ? string.Empty : "false",
                [BuildReport.Property] = report.ImagesFile,
            },
            SecretsFile = secrets.Count > 0 ? report.WriteSecrets(secrets) : null,
            Replaced = [.. secrets.Where(secret => secret.Value.Length == 0).Select(secret => secret.Key)],
            Paths = _credentials.Paths,
            ErrorsFile = report.ErrorsFile,
        };
        try
        {
            new DotNetPublisher(
                context.FileSystem, context.Environment, new ChildBuildRunner(context, child), context.Tools).Publish(project, settings);
        }
        catch (CakeException error)
        {
            throw report.Explain(project) ?? error;
        }

        return report.Image ?? throw report.Explain(project) ?? ErrorBoundary.Exception(
            MessageCodes.NothingPushed,
            $"'dotnet publish' of {Redactor.Value(project)} succeeded, but pushed nothing to {host}. "
            + "Check whether the project sets NebiusRegistryEnabled, IsPublishable or EnableSdkContainerSupport to false, or sets "
            + "ContainerArchiveOutputPath, LocalRegistry or AfterMicrosoftNETSdkTargets:\n"
            + $"  dotnet publish {Redactor.Value(project)} -t:PublishContainer -v:n");
    }

    private void Check(string project)
    {
        if (Path.GetExtension(project).ToUpperInvariant() is ".SLN" or ".SLNX" or ".SLNF")
        {
            throw ErrorBoundary.Exception(
                MessageCodes.InvalidSetting,
                $"'{Redactor.Value(project)}' is a solution. Name the projects to publish, "
                + "such as NebiusDotNetPublishContainer(GetFiles(\"src/*/*.csproj\"), ...).");
        }

        if (settings.Container?.Registry is { Length: > 0 } other && other != host.Name)
        {
            throw ErrorBoundary.Exception(
                MessageCodes.RegionDisagrees,
                $"The registry of {Redactor.Value(project)} is {host}, but Container.Registry is {Redactor.Host(other)}. Remove "
                + "Container.Registry.");
        }
    }
}
