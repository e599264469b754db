using System.Diagnostics;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;

namespace AppHost;

/// <summary>
/// The step <c>push-without-engine</c>: each project is pushed by <c>dotnet publish</c> and Nebius.Registry.Build, which the projects reference, under
/// the name that Aspire's own push would use.
/// </summary>
internal static class PushWithoutEngine
{
    public static void AddPushWithoutEngine(this IDistributedApplicationPipeline pipeline) => pipeline.AddStep("push-without-engine", async step =>
    {
        foreach (var project in step.Model.Resources.OfType<ProjectResource>())
        {
            await PushAsync(project, step);
        }
    });

    private static async Task PushAsync(ProjectResource project, PipelineStepContext step)
    {
        // cr.eu-north1.nebius.cloud/e00abc/web:1.2.3
        IValueProvider reference = new ContainerImageReference(project);
        var image = await reference.GetValueAsync(step.CancellationToken) ?? throw new InvalidOperationException($"{project.Name} has no registry.");
        var (path, tag) = (image.IndexOf('/'), image.LastIndexOf(':'));
        string[] arguments =
        [
            "publish", project.GetProjectMetadata().ProjectPath, "-t:PublishContainer", "-tl:off",
            $"-p:ContainerRegistry={image[..path]}", $"-p:ContainerRepository={image[(path + 1)..tag]}", $"-p:ContainerImageTag={image[(tag + 1)..]}",
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        while (await publish.StandardOutput.ReadLineAsync(step.CancellationToken) is { } line)
        {
            step.Logger.LogInformation("{Line}", line);
        }

        await publish.WaitForExitAsync(step.CancellationToken);
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet publish of {project.Name} failed.");
        }
    }
}
