namespace Nebius.Registry.Iam.Rpc;

/// <summary>Who asks Nebius's API, and where the API is.</summary>
/// <param name="Endpoint">The API.</param>
/// <param name="AccessToken">Who asks.</param>
internal sealed record ApiAccess(IamEndpoint Endpoint, Secret AccessToken)
{
    /// <summary>Gets where the access token was found, such as <c>NEBIUS_IAM_TOKEN</c>; null when that is not known.</summary>
    public string? Origin { get; init; }
}
