namespace Nebius.Registry.Tests.Helm;

/// <summary>Charts as they are found elsewhere.</summary>
internal static class Charts
{
    public const string Template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  color: {{ .Values.color }}\n";

    public static Dictionary<string, string> Plain(string name = "app", string version = "1.2.3") => new()
    {
        ["Chart.yaml"] = $"apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"4.5\"\ndescription: A chart\n",
        ["values.yaml"] = "color: blue\n",
        ["templates/map.yaml"] = Template,
    };

    public static Dictionary<string, string> With(params (string Path, string Content)[] files)
    {
        var chart = Plain();
        foreach (var (path, content) in files)
        {
            chart[path] = content;
        }

        return chart;
    }

    /// <summary>Charts that are packed or refused as helm does it.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, string>> Shapes { get; } = new Dictionary<string, Dictionary<string, string>>
    {
        ["plain"] = Plain(),
        ["subchart"] = With(
            ("Chart.yaml", Plain()["Chart.yaml"] + "dependencies:\n- name: sub\n  version: 1.0.0\n  repository: \"\"\n"),
            ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n"),
            ("charts/sub/templates/x.yaml", "a: b\n"),
            ("charts/sub/.helmignore", "*.txt\n"),
            ("charts/sub/notes.txt", "kept: the parent's rules count\n")),
        ["subchart that is not vendored"] = With(
            ("Chart.yaml", Plain()["Chart.yaml"] + "dependencies:\n- name: redis\n  version: 1.0.0\n  repository: https://example.test\n")),
        ["subchart that is none"] = With(("charts/sub/values.yaml", "a: b\n")),
        ["a file among the subcharts"] = With(("charts/README.md", "none\n")),
        ["hidden among the subcharts"] = With(("charts/_README.md", "none\n"), ("charts/.keep", "")),
        ["requirements of a v1 chart"] = With(
            ("Chart.yaml", "apiVersion: v1\nname: app\nversion: 1.2.3\n"),
            ("requirements.yaml", "dependencies:\n- name: sub\n  version: 1.0.0\n  repository: \"\"\n"),
            ("charts/sub/Chart.yaml", "apiVersion: v1\nname: sub\nversion: 1.0.0\n")),
        ["requirements that are not vendored"] = With(
            ("Chart.yaml", "apiVersion: v1\nname: app\nversion: 1.2.3\n"),
            ("requirements.yaml", "dependencies:\n- name: redis\n  version: 1.0.0\n  repository: https://example.test\n")),
        ["crds"] = With(("crds/thing.yaml", "kind: CustomResourceDefinition\n"), ("crds/deep/er.yaml", "kind: CustomResourceDefinition\n")),
        ["ignored"] = With(
            (".helmignore", "# comment\n\n*.md\n/top.txt\ndir/\n/sub/*.log\n[ab].dat\nq?.bin\n"),
            ("README.md", "x"), ("deep/README.md", "x"), ("top.txt", "x"), ("deep/top.txt", "x"), ("dir/x", "x"), ("deep/dir/x", "x"), ("deep/nodir", "x"),
            ("sub/a.log", "x"), ("sub/sub/a.log", "x"), ("a.dat", "x"), ("c.dat", "x"), ("q1.bin", "x"), ("q12.bin", "x")),
        ["ignored with a negation"] = With((".helmignore", "!*.yaml\n"), ("a.txt", "x"), ("b.yaml", "x")),
        ["negated directory"] = With((".helmignore", "!keep/\n"), ("keep/a.txt", "x"), ("other/a.txt", "x")),
        ["negation after a rule"] = With((".helmignore", "*.txt\n!keep.txt\n"), ("keep.txt", "x"), ("b.txt", "x")),
        ["two stars in an ignored path"] = With((".helmignore", "a/**/b\n")),
        ["malformed rule"] = With((".helmignore", "[a-\n")),
        ["hidden templates"] = With(("templates/.hidden.yaml", "x"), ("templates/_helpers.tpl", "x"), (".hidden", "x")),
        ["unicode"] = With(("files/grüße-日本.txt", "ä"), ("files/a b.txt", "x")),
        ["a long path"] = With(($"files/{new string('a', 90)}/{new string('b', 90)}/{new string('c', 90)}.txt", "x")),
        ["byte order marks"] = With(("Chart.yaml", "\uFEFF" + Plain()["Chart.yaml"]), ("values.yaml", "\uFEFFcolor: blue\n")),
        ["a link to a file"] = With(("files/link.txt", "-> ../values.yaml")),
        ["a link to a directory"] = With(("shared", "-> templates")),
        ["a link to nowhere"] = With(("files/link.txt", "-> nowhere")),
        ["no Chart.yaml"] = new() { ["values.yaml"] = "a: b\n" },
        ["an empty Chart.yaml"] = With(("Chart.yaml", "")),
        ["Chart.yaml is no YAML"] = With(("Chart.yaml", "name: [app\n")),
        ["Chart.yaml is a list"] = With(("Chart.yaml", "- name\n")),
        ["no name"] = With(("Chart.yaml", "apiVersion: v2\nversion: 1.2.3\n")),
        ["no version"] = With(("Chart.yaml", "apiVersion: v2\nname: app\n")),
        ["no apiVersion"] = With(("Chart.yaml", "name: app\nversion: 1.2.3\n")),
        ["a version that is none"] = With(("Chart.yaml", "apiVersion: v2\nname: app\nversion: latest\n")),
        ["a version with four parts"] = With(("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.2.3.4\n")),
        ["a short version"] = With(("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.2\n")),
        ["a version with a v"] = With(("Chart.yaml", "apiVersion: v2\nname: app\nversion: v1.2.3\n")),
        ["a version of a date"] = With(("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0-dev.20251125.0930\n")),
        ["a version with a zero in front"] = With(("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0-0a.0\n")),
        ["keys in other letters"] = With(("Chart.yaml", "APIVERSION: v2\nName: app\nversion: 1.2.3\nappversion: \"7\"\n")),
        ["merged mappings"] = With(("Chart.yaml", "x: &base {name: app, description: merged}\n<<: *base\napiVersion: v2\nversion: 1.2.3\n")),
        ["mappings merged behind"] = With(("Chart.yaml", "x: &base {name: app, description: merged}\ndescription: own\n<<: *base\napiVersion: v2\nversion: 1.2.3\n")),
        ["several merged mappings"] = With(("Chart.yaml", "x: &a {name: app, description: one}\ny: &b {description: two, home: h}\n<<: [*a, *b]\napiVersion: v2\nversion: 1.2.3\n")),
        ["a merge of a text"] = With(("Chart.yaml", Plain()["Chart.yaml"] + "<<: x\n")),
        ["an alias of itself"] = With(("values.yaml", "a: &a [*a]\n")),
        ["an alias of nothing"] = With(("values.yaml", "a: *b\n")),
        ["classes in an ignored name"] = With((".helmignore", "[!a].x\n[]a]\n"), ("!.x", "x"), ("b.x", "x")),
        ["an ignored emoji"] = With((".helmignore", "/?.x\n"), ("😀.x", "x"), ("ab.x", "x")),
        ["values that are a list"] = With(("values.yaml", "- a\n")),
        ["no values"] = With(("values.yaml", "# none\n")),
        ["values that are null"] = With(("values.yaml", "null\n")),
        ["a lock file that is no YAML"] = With(("Chart.lock", "a: [b\n")),
        ["an unknown type"] = With(("Chart.yaml", Plain()["Chart.yaml"] + "type: service\n")),
        ["a library"] = With(("Chart.yaml", Plain()["Chart.yaml"] + "type: library\n")),
        ["an alias with a blank"] = With(
            ("Chart.yaml", Plain()["Chart.yaml"] + "dependencies:\n- name: sub\n  alias: \"a b\"\n  version: 1.0.0\n  repository: \"\"\n"),
            ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n")),
        ["a description that is a list"] = With(("Chart.yaml", Plain()["Chart.yaml"].Replace("A chart", "[a, b]", StringComparison.Ordinal))),
        ["values that are no YAML"] = With(("values.yaml", "a: [b\n")),
        ["a schema that is no JSON"] = With(("values.schema.json", "{")),
        ["a schema"] = With(("values.schema.json", "{}")),
        ["fields that helm does not know"] = With(("Chart.yaml", Plain()["Chart.yaml"] + "x-ours: {a: 1}\n")),
    };
}
