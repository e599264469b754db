namespace Nebius.Registry.Iam;

/// <summary>IAM's answer, without the wire format and not yet checked.</summary>
/// <param name="AccessToken">The access token, or an empty text.</param>
/// <param name="TokenType">Its type, which must be Bearer.</param>
/// <param name="ExpiresInSeconds">Its lifetime, from before the call.</param>
/// <param name="RequestId">The id by which the server's operators find the call.</param>
internal sealed record ExchangeResponse(string AccessToken, string TokenType, long ExpiresInSeconds, string? RequestId)
{
    /// <summary>Gets the time on the server's clock when it answered; null when it did not say.</summary>
    public DateTimeOffset? ServerDate { get; init; }

    /// <summary>Shows the type alone.</summary>
    public override string ToString() => TokenType;
}
