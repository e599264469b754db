namespace Nebius.Registry.Testing;

/// <summary>A small chart as <c>helm create</c> would make it.</summary>
public static class HelmChart
{
    public static void WriteChart(this Scene scene, string folder, string name, string version)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write($"{folder}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"1\"\n");
        scene.Write($"{folder}/values.yaml", "image:\n  repository: none\n  tag: none\n");
        scene.Write($"{folder}/templates/pod.yaml", """
            apiVersion: v1
            kind: Pod
            metadata:
              name: {{ .Release.Name }}
            spec:
              containers:
                - name: app
                  image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
            """);
    }
}
