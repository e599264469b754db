using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Nebius.Registry.Emulator;

/// <summary>Parses the Authorization header of a request.</summary>
internal static class AuthorizationHeader
{
    private const int HashDigits = 12;
    private static readonly string[] KnownSchemes = ["Basic", "Bearer", "Digest", "Negotiate", "NTLM"];

    public static string? SchemeOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.Length == 0 ? null : header.Split(' ', 2)[0];
    }

    /// <summary>Returns the scheme for a log; a header without one may begin with its secret.</summary>
    public static string? KnownSchemeOf(HttpRequest request) =>
        SchemeOf(request) is { } scheme
            ? KnownSchemes.FirstOrDefault(known => known.Equals(scheme, StringComparison.OrdinalIgnoreCase)) ?? "(unknown scheme)"
            : null;

    /// <summary>Returns the beginning of the hash of the token, of the password, or of the whole header; null without the header.</summary>
    public static string? HashOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var secret = BearerOf(request) ?? BasicOf(request)?.Password ?? header;
        return header.Length == 0
            ? null
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..HashDigits];
    }

    public static string? BearerOf(HttpRequest request) =>
        Parse(request) is { } header && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? header.Parameter : null;

    public static BasicCredential? BasicOf(HttpRequest request)
    {
        if (Parse(request) is not { Parameter: { } parameter } header || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(parameter)).Split(':', 2);
            return parts is [var user, var password] ? new BasicCredential(user, password) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static AuthenticationHeaderValue? Parse(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var header) ? header : null;
}

/// <summary>The credential of the scheme Basic.</summary>
internal sealed record BasicCredential(string UserName, string Password)
{
    // The ToString of a record would have the password.
    public override string ToString() => UserName;
}
