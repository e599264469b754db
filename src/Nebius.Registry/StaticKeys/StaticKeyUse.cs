using Nebius.Registry.Oci;

namespace Nebius.Registry.StaticKeys;

/// <summary>Looks at where a new key must work before one is issued: what can never be proven is not worth a key.</summary>
internal static class StaticKeyUse
{
    /// <summary>Checks the repository and the action of a rotation.</summary>
    /// <returns>The request with the repository as the registry writes it.</returns>
    /// <exception cref="NebiusRegistryException">They are none.</exception>
    public static StaticKeyRotationRequest Check(StaticKeyRotationRequest request)
    {
        if (!RegistryProbe.IsRepository(request.Repository))
        {
            // It may be an address with a password in it, so it is not shown.
            throw CannotRotate("What was given is no repository, which is written as in e00abc/app: in lower case, without scheme, host and tag.");
        }

        if (request.Repository.Split('/', 2) is [var first, var rest]
            && (first == request.Host.Name || first.EndsWith(".nebius.cloud", StringComparison.Ordinal)))
        {
            throw CannotRotate($"The repository '{request.Repository}' begins with a host, which is named on its own: write '{rest}'.");
        }

        return request.Action is RegistryAction.Push or RegistryAction.Pull
            ? request with { Repository = RepositoryPath.Resolve(request.Host, request.Repository, registryId: null).Value }
            : throw CannotRotate($"What the new key must be able to do is {request.Action}, but can only be Push or Pull.");
    }

    private static NebiusRegistryException CannotRotate(string why) => new(MessageCodes.KeyCannotRotate, $"{why} Nothing was changed.");
}
