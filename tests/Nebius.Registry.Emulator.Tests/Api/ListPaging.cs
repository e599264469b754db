using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>The paging of all lists, tested with the list of static keys.</summary>
public sealed class ListPaging : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly ApiUser _user;

    public ListPaging(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = new ApiUser(fixture.World);
    }

    private string Project => _user.Account.ProjectId;

    [Theory]
    [InlineData(0, 10, 3)]
    [InlineData(9, 9, 3)]
    [InlineData(20, 20, 2)]
    [InlineData(21, 21, 1)]
    [InlineData(1000, 21, 1)]
    public async Task Paging_returns_every_key_exactly_once(long size, int first, int pages)
    {
        string[] made = AddKeys(21);
        _fixture.World.Iam.IssueStaticKey(_fixture.World.Iam.AddServiceAccount());
        List<string> listed = [];
        List<int> sizes = [];
        string token = "";
        do
        {
            ListStaticKeysResponse page = await List(new ListStaticKeysRequest { ParentId = Project, PageSize = size, PageToken = token });
            listed.AddRange(page.Items.Select(item => item.Metadata.Id));
            sizes.Add(page.Items.Count);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(made.Order(), listed.Order());
        Assert.Equal((first, pages), (sizes[0], sizes.Count));
    }

    [Fact]
    public async Task A_key_removed_between_two_pages_hides_no_other_key()
    {
        string[] made = AddKeys(3);
        ListStaticKeysResponse first = await List(new ListStaticKeysRequest { ParentId = Project, PageSize = 2 });
        await _user.Keys.DeleteAsync(new DeleteStaticKeyRequest { Id = first.Items[0].Metadata.Id }, _user.Options());
        await _user.Keys.DeleteAsync(new DeleteStaticKeyRequest { Id = first.Items[1].Metadata.Id }, _user.Options());

        ListStaticKeysResponse second =
            await List(new ListStaticKeysRequest { ParentId = Project, PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal(made.Order(), first.Items.Concat(second.Items).Select(item => item.Metadata.Id).Order());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(long.MaxValue)]
    public async Task A_page_size_out_of_range_is_a_violation(long size) =>
        await ExpectViolationAsync("page_size", new ListStaticKeysRequest { ParentId = Project, PageSize = size });

    [Theory]
    [InlineData("2")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    public async Task A_page_token_that_no_list_returned_is_a_violation(string token) =>
        await ExpectViolationAsync("page_token", new ListStaticKeysRequest { ParentId = Project, PageToken = token });

    [Fact]
    public async Task A_page_token_of_another_project_is_a_violation()
    {
        AddKeys(2);
        ListStaticKeysResponse page = await List(new ListStaticKeysRequest { ParentId = Project, PageSize = 1 });
        _fixture.World.Iam.AllowKeyViewing(_user.Account, "project-e00other");

        await ExpectViolationAsync(
            "page_token", new ListStaticKeysRequest { ParentId = "project-e00other", PageToken = page.NextPageToken });
    }

    [Fact]
    public async Task A_list_filter_is_refused_since_its_grammar_is_not_known() =>
        await ExpectViolationAsync("filter", new ListStaticKeysRequest { ParentId = Project, Filter = "name = 'ci'" });

    [Fact]
    public async Task A_key_list_without_a_project_is_a_violation() => await ExpectViolationAsync("parent_id", new ListStaticKeysRequest());

    public void Dispose() => _user.Dispose();

    private string[] AddKeys(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _fixture.World.Iam.IssueStaticKey(_user.Account).Id)];

    private AsyncUnaryCall<ListStaticKeysResponse> List(ListStaticKeysRequest request) => _user.Keys.ListAsync(request, _user.Options());

    private async Task ExpectViolationAsync(string field, ListStaticKeysRequest request)
    {
        ServiceError error = await ApiUser.ExpectAsync(StatusCode.InvalidArgument, () => List(request));

        Assert.Equal(field, Assert.Single(error.BadRequest.Violations).Field);
    }
}
