using System.Text;

namespace Nebius.Registry.Testing;

/// <summary>What <c>docker login</c> leaves behind.</summary>
public static class DockerLogin
{
    /// <returns>The folder, for DOCKER_CONFIG.</returns>
    public static string Write(Scene scene, string host, string userName, string password)
    {
        var folder = Directory.CreateDirectory(Path.Join(scene.Secrets, "docker")).FullName;
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));
        File.WriteAllText(Path.Join(folder, "config.json"), $$"""{ "auths": { "{{host}}": { "auth": "{{auth}}" } } }""");
        return folder;
    }
}
