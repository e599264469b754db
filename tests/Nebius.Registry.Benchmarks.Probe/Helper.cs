namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>The minimum that a docker credential helper does: https://github.com/docker/docker-credential-helpers</summary>
internal static class Helper
{
    public static string Answer() => $$"""{"ServerURL":"{{Console.In.ReadLine()}}","Username":"iam","Secret":"ne1.secret"}""";
}
