namespace Nebius.Registry.Tests;

/// <summary>Each credential source defines the properties of its credential that the code needs.</summary>
public sealed class KindsOfCredentials
{
    public static TheoryData<CredentialSourceKind> All => [.. Enum.GetValues<CredentialSourceKind>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_source_says_whether_its_credential_is_given_and_whether_it_is_an_access_token(CredentialSourceKind kind) =>
        Assert.True(kind.IsGiven() || kind.GivesAccessToken(), $"{kind} is exchanged for something else than an access token");
}
