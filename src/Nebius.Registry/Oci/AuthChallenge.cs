namespace Nebius.Registry.Oci;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header, https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1.</summary>
/// <param name="Scheme">The scheme as the server wrote it, such as <c>Bearer</c>.</param>
/// <param name="Parameters">The parameters, by names that ignore case. Of a repeated one the first counts.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Tells whether the challenge is of a scheme.</summary>
    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads all challenges of one header value. What makes no sense is passed over; nothing makes it throw.</summary>
    public static IReadOnlyList<AuthChallenge> Parse(string header)
    {
        var reader = new ChallengeReader(header);
        var challenges = new List<AuthChallenge>();
        Dictionary<string, string>? parameters = null;
        while (reader.SkipToToken())
        {
            var name = reader.Token();
            if (reader.SkipEqualsSign())
            {
                // A parameter before any scheme, or without a value, belongs to nothing.
                if (reader.Value() is { } value)
                {
                    parameters?.TryAdd(name, value);
                }
            }
            else
            {
                parameters = new(StringComparer.OrdinalIgnoreCase);
                challenges.Add(new AuthChallenge(name, parameters));
                reader.SkipToken68();
            }
        }

        return challenges;
    }
}
