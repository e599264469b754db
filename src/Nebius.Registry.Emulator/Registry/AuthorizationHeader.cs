using System.Net.Http.Headers;
using System.Text;

namespace Nebius.Registry.Emulator;

/// <summary>Parses the Authorization header of a request.</summary>
internal static class AuthorizationHeader
{
    public static string? SchemeOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.Length == 0 ? null : header.Split(' ', 2)[0];
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
