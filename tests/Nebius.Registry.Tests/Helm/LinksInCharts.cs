namespace Nebius.Registry.Tests.Helm;

/// <summary>A link must stay in its chart or its git work tree. Other files belong to the user, and aren't published.</summary>
public sealed class LinksInCharts : IDisposable
{
    private readonly ChartFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("files/LICENSE", "../../outside/secret.txt")]
    [InlineData("files/LICENSE", "ROOT/outside/secret.txt")]
    [InlineData("files/LICENSE", "ROOT/chart/../outside/secret.txt")]
    [InlineData("files/LICENSE", "../templates/../../outside/secret.txt")]
    [InlineData("files/tree", "../../outside/tree")]
    [InlineData("Chart.yaml", "../outside/secret.txt")]
    [InlineData("values.yaml", "../outside/secret.txt")]
    [InlineData("values.schema.json", "../outside/secret.txt")]
    [InlineData(".helmignore", "../outside/secret.txt")]
    [InlineData("templates/map.yaml", "../../outside/secret.txt")]
    [InlineData("charts/sub.tgz", "../../outside/secret.txt")]
    [InlineData("charts/sub", "../../outside/tree")]
    [InlineData("charts/sub/Chart.yaml", "../../../outside/secret.txt")]
    [InlineData("up", "..")]
    public async Task A_link_out_of_the_chart_is_refused_and_named(string link, string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _folder.Link($"chart/{link}", target.Replace("ROOT", _folder.In(string.Empty), StringComparison.Ordinal));

        var refused = await _folder.IsRefusedAsync("NEBIUS1609");

        Assert.Contains($"'{_folder.InChart(link)}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(target == ".." ? _folder.In("outside")[..^8] : _folder.In("outside"), refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/self/environ")]
    [InlineData("/proc/self/root/etc/passwd")]
    [InlineData("/proc/self/root/../etc/passwd")]
    [InlineData("/proc/self/cwd")]
    [InlineData("/proc/thread-self/environ")]
    [InlineData("/dev/zero")]
    [InlineData("/dev/fd/0")]
    [InlineData("/")]
    public async Task A_link_to_a_file_of_the_system_is_refused(string target)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        _folder.Link("chart/files/LICENSE", target);

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => _folder.PackAsync());

        // The standard input depends on how the tests are run.
        Assert.True(refused.Code == "NEBIUS1609" || target == "/dev/fd/0", refused.ToString());
    }

    [Fact]
    public async Task A_link_out_of_the_chart_by_other_links_is_refused()
    {
        _folder.Link("chart/a", "b");
        _folder.Link("chart/b", "files/c");
        _folder.Link("chart/files/c", "../dir/secret.txt");
        _folder.Link("chart/dir", "../outside/tree/../../outside");

        await _folder.IsRefusedAsync("NEBIUS1609");
    }

    [Fact]
    public async Task A_link_through_a_link_s_parent_is_followed_as_the_system_does()
    {
        // As text, dir/../secret.txt would be in the chart.
        _folder.Link("chart/dir", "../outside/tree");
        _folder.Write("chart/secret.txt", "not secret");
        _folder.Link("chart/files/x", "../dir/../secret.txt");
        _folder.Write("chart/.helmignore", "/dir\n");

        var refused = await _folder.IsRefusedAsync("NEBIUS1609");

        Assert.Contains($"leads to '{_folder.Outside}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_inside_a_chart_are_packed()
    {
        _folder.Link("chart/files/a", "../values.yaml");
        _folder.Link("chart/files/b", _folder.InChart("values.yaml"));
        _folder.Link("chart/more", "templates");

        var package = await _folder.PackAsync();

        Assert.Equal("color: blue\n", ChartFolder.ReadEntry(package.Path, "app/files/a"));
        Assert.Equal("color: blue\n", ChartFolder.ReadEntry(package.Path, "app/files/b"));
        Assert.Equal(Charts.Template, ChartFolder.ReadEntry(package.Path, "app/more/map.yaml"));
    }

    [Fact]
    public async Task A_link_out_of_the_chart_that_helmignore_leaves_out_is_accepted()
    {
        _folder.Link("chart/files/LICENSE", "../../outside/secret.txt");
        _folder.Write("chart/.helmignore", "LICENSE\n");

        Assert.Null(ChartFolder.ReadEntry((await _folder.PackAsync()).Path, "app/files/LICENSE"));
    }

    [Fact]
    public async Task In_a_git_work_tree_a_charts_link_may_lead_elsewhere_in_that_tree()
    {
        InWorkTree();
        _folder.Write("repo/LICENSE", "MIT");
        _folder.Link("repo/charts/app/LICENSE", "../../LICENSE");

        var package = await _folder.PackAsync(_folder.In("repo/charts/app"));

        Assert.Equal("MIT", ChartFolder.ReadEntry(package.Path, "app/LICENSE"));
    }

    [Theory]
    [InlineData("../../.git/config")]
    [InlineData("../../.git")]
    [InlineData("../../module/.git/config")]
    [InlineData("../../meta/config")]
    [InlineData("../../../outside/secret.txt")]
    public async Task In_a_git_work_tree_a_charts_link_leads_neither_out_nor_into_git_s_own_files(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        InWorkTree(target.Contains("meta", StringComparison.Ordinal) ? "gitdir: meta\n" : null);
        _folder.Write("repo/module/.git/config", "token");
        _folder.Write("repo/meta/config", "token");
        _folder.Link("repo/charts/app/files/x", $"../{target}");

        await _folder.IsRefusedAsync("NEBIUS1609", _folder.In("repo/charts/app"));
    }

    [Fact]
    public async Task A_chart_that_is_a_repository_of_git_is_not_packed_with_it()
    {
        _folder.Write("chart/.git/config", "token");

        await _folder.IsRefusedAsync("NEBIUS1609");

        _folder.Write("chart/.helmignore", ".git/\n");
        Assert.Null(ChartFolder.ReadEntry((await _folder.PackAsync()).Path, "app/.git/config"));
    }

    [Theory]
    [InlineData("repo/charts/app", "../../other")]
    [InlineData("repo/charts", "../all")]
    public async Task A_chart_s_directory_is_not_reached_by_a_link_out_of_the_work_tree(string link, string target)
    {
        _folder.Write("repo/.git/HEAD", "ref: refs/heads/main\n");
        _folder.Write("other", Charts.Plain());
        _folder.Write("all/app", Charts.Plain());
        _folder.Link(link, target);

        await _folder.IsRefusedAsync("NEBIUS1609", _folder.In("repo/charts/app"));
    }

    [Fact]
    public async Task A_chart_s_directory_that_is_a_link_leads_no_farther_than_to_its_neighbours()
    {
        _folder.Link("current", "chart");
        _folder.Link("links/current", "../chart");

        Assert.Equal("app", (await _folder.PackAsync(_folder.In("current"))).Metadata.Name);
        Directory.Delete(_folder.In("out"), recursive: true);
        await _folder.IsRefusedAsync("NEBIUS1609", _folder.In("links/current"));
    }

    [Fact]
    public async Task The_links_of_a_chart_that_is_reached_by_a_link_are_bounded_where_it_is()
    {
        _folder.Link("current", "chart");
        _folder.Link("chart/files/x", "../../outside/secret.txt");

        await _folder.IsRefusedAsync("NEBIUS1609", _folder.In("current"));
    }

    [Fact]
    public async Task Links_of_a_packed_chart_and_its_signature_have_the_same_bounds()
    {
        _folder.Archive("outside/app.tgz", Charts.Plain());
        _folder.Link("packed/app.tgz", "../outside/app.tgz");
        await _folder.IsRefusedAsync("NEBIUS1609", _folder.In("packed/app.tgz"));

        _folder.Archive("packed/real.tgz", Charts.Plain());
        _folder.Link("packed/near.tgz", "real.tgz");
        Assert.Equal("app", (await _folder.PackAsync(_folder.In("packed/near.tgz"))).Metadata.Name);

        _folder.Link("packed/real.tgz.prov", "../outside/secret.txt");
        var refused = await _folder.IsRefusedAsync("NEBIUS1609", _folder.In("packed/real.tgz"));
        Assert.Contains(_folder.Outside, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_chart_in_a_work_tree_may_be_a_link_in_it()
    {
        InWorkTree();
        _folder.Archive("repo/app.tgz", Charts.Plain());
        _folder.Link("repo/charts/app.tgz", "../app.tgz");
        Assert.Equal("app", (await _folder.PackAsync(_folder.In("repo/charts/app.tgz"))).Metadata.Name);

        _folder.Archive("repo/.git/app.tgz", Charts.Plain());
        _folder.Link("repo/charts/app.tgz", "../.git/app.tgz");
        await _folder.IsRefusedAsync("NEBIUS1609", _folder.In("repo/charts/app.tgz"));
    }

    [Theory]
    [InlineData("files/x", "x")]
    [InlineData("files/x", "../files/x")]
    [InlineData("files/x", "nowhere")]
    [InlineData(".helmignore", ".helmignore")]
    [InlineData(".helmignore", "nowhere")]
    [InlineData("Chart.yaml", "Chart.yaml")]
    public async Task A_link_in_a_chart_to_itself_or_to_nothing_is_refused(string link, string target)
    {
        _folder.Link($"chart/{link}", target);

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => _folder.PackAsync());

        Assert.StartsWith("NEBIUS16", refused.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_directories_that_link_to_themselves_are_not_followed_without_end()
    {
        // There are no files in these, so a limit on the number of files would not help.
        _folder.Link("chart/empty/one", ".");
        _folder.Link("chart/empty/two", ".");
        _folder.Link("chart/a/b", "../c");
        _folder.Link("chart/c/d", "../a");

        await _folder.IsRefusedAsync("NEBIUS1601");
    }

    private void InWorkTree(string? gitFile = null)
    {
        if (gitFile is null)
        {
            _folder.Write("repo/.git/config", "token");
        }
        else
        {
            _folder.Write("repo/.git", gitFile);
        }

        _folder.Write("repo/charts/app", Charts.Plain());
    }
}
