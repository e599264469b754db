using System.Buffers.Text;
using System.Text;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>An access token that the user got elsewhere gets a warning if it says that it expires too soon.</summary>
public sealed class AccessTokenExpiry
{
    [Theory]
    [InlineData(10, "expires in 10 minutes")]
    [InlineData(-5, "has expired")]
    public async Task An_access_token_that_expires_before_a_push_can_end_gets_a_warning(int minutes, string said)
    {
        var warning = Assert.Single((await ResolveAsync(Jwt($"{{\"exp\":{In(minutes)}}}"))).Warnings);

        Assert.Equal("NEBIUS3002", warning.Code);
        Assert.Contains(said, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ne1payload.signature")]
    [InlineData("v1.%%%.signature")]
    [InlineData("a.bm90IGpzb24.c")]
    public async Task An_access_token_without_an_expiry_gets_no_warning(string token)
    {
        var resolution = await ResolveAsync(token);

        Assert.Empty(resolution.Warnings);
        Assert.Null(resolution.Credential!.ExpiresAt);
    }

    [Theory]
    [InlineData("""{"exp":99999999999999}""")]
    [InlineData("""{"exp":"soon"}""")]
    [InlineData("[]")]
    public async Task An_access_token_with_a_malformed_expiry_gets_no_warning(string claims) =>
        Assert.Empty((await ResolveAsync(Jwt(claims))).Warnings);

    private static async Task<Registry.Credentials.CredentialResolution> ResolveAsync(string token)
    {
        await using var scene = await ChainScene.StartAsync();
        scene.Environment["NEBIUS_IAM_TOKEN"] = token;
        return await scene.ResolveAsync();
    }

    private static long In(int minutes) => DateTimeOffset.UtcNow.AddMinutes(minutes).AddSeconds(10).ToUnixTimeSeconds();

    private static string Jwt(string claims) => $"eyJhbGciOiJub25lIn0.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.signature";
}
