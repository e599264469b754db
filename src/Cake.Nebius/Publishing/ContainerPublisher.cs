using Cake.Common.Tools.DotNet.Publish;
using Cake.Core;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Nebius.Registry.Diagnostics;

namespace Cake.Nebius.Publishing;

/// <summary>Publishes projects by Cake's own <c>DotNetPublish</c>, and tells what came of it.</summary>
/// <param name="context">The context.</param>
/// <param name="hostOrRegion">Where to.</param>
/// <param name="settings">How.</param>
internal sealed class ContainerPublisher(ICakeContext context, string hostOrRegion, NebiusDotNetPublishContainerSettings settings)
{
    private readonly EffectiveSettings _credentials = new(context, settings.Credentials);

    public NebiusPublishedImage Publish(string project)
    {
        using var report = new BuildReport();
        var child = new ChildBuild
        {
            Properties = new Dictionary<string, string>(_credentials.Properties)
            {
                [IsHost ? "ContainerRegistry" : "NebiusRegion"] = hostOrRegion,
                ["NebiusRegistryId"] = settings.RegistryId ?? string.Empty,
                [BuildReport.Property] = report.ImagesFile,
            },
            Secrets = _credentials.Secrets,
            ErrorsFile = report.ErrorsFile,
        };
        try
        {
            new DotNetPublisher(context.FileSystem, context.Environment, new ChildBuildRunner(context, child), context.Tools).Publish(project, settings);
        }
        catch (CakeException error)
        {
            throw report.Explain(project) ?? error;
        }

        return report.Image ?? throw Failures.Exception(
            MessageCodes.NothingPushed,
            $"'dotnet publish' of {project} succeeded, but pushed nothing to {hostOrRegion}. Perhaps the project sets NebiusRegistryEnabled, IsPublishable or "
            + "EnableSdkContainerSupport to false, ContainerArchiveOutputPath, LocalRegistry or AfterMicrosoftNETSdkTargets; see what it does with: "
            + $"dotnet publish {project} -t:PublishContainer -v:n");
    }

    private bool IsHost => hostOrRegion.Contains('.', StringComparison.Ordinal) || hostOrRegion.Contains(':', StringComparison.Ordinal);
}
