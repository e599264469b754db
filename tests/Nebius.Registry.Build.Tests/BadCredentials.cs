using Nebius.Registry.Build.Tests.Infrastructure;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// A malformed credential ends the build with a code before any request, and is shown nowhere. One case for each code and variable; the
/// library's own tests have all cases.
/// </summary>
public sealed class BadCredentials(ServedApp app) : IClassFixture<ServedApp>
{
    public static TheoryData<string> Names => [.. BadCredential.All.DistinctBy(bad => (bad.Value.Code, bad.Value.Environment.Keys.First())).Select(bad => bad.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_build_with_an_invalid_credential_names_its_variable_and_never_shows_it(string whatIsWrong)
    {
        var bad = BadCredential.All[whatIsWrong];
        app.Scene.Canary.WatchAll(bad.Secrets);

        var published = await app.PublishAsync(bad.Environment);

        var error = published.IsExplained(app.LastLog, bad.Code);
        Assert.Contains(bad.Environment.Keys, name => error.Text.Contains(name, StringComparison.Ordinal));

        // The connection is opened while the key is read.
        Assert.All(app.World.Requests.All, request => Assert.False(request.HasAuthorization, request.ToString()));
    }
}
