namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>The least that a credential helper of docker's kind does: https://github.com/docker/docker-credential-helpers</summary>
internal static class Helper
{
    public static string Answer() => $$"""{"ServerURL":"{{Console.In.ReadLine()}}","Username":"iam","Secret":"ne1.secret"}""";
}
