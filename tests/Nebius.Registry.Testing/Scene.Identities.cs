using Nebius.Registry.Emulator;

namespace Nebius.Registry.Testing;

/// <summary>The identities in the world: one service account that may push to a registry in each of two regions.</summary>
public sealed partial class Scene
{
    public const string West = "cr.eu-west1.nebius.cloud";
    public const string North = "cr.eu-north1.nebius.cloud";

    public ServiceAccount Account { get; private set; } = null!;

    public StaticKey StaticKey { get; private set; } = null!;

    /// <summary>Gets registry-e00abc in eu-west1.</summary>
    public EmulatedRegistry WestRegistry { get; private set; } = null!;

    /// <summary>Gets registry-e00def in eu-north1.</summary>
    public EmulatedRegistry NorthRegistry { get; private set; } = null!;

    /// <summary>Gets the file with the account's authorized key, made on first use because that takes a fifth of a second.</summary>
    public string AuthorizedKeyFile
    {
        get
        {
            var file = Path.Join(Secrets, "key.json");
            if (!File.Exists(file))
            {
                File.WriteAllText(file, Account.AuthorizedKey.Json);
                Canary.WatchPem(Account.AuthorizedKey.Pkcs8Pem);
            }

            return file;
        }
    }

    public Dictionary<string, string?> WithStaticKey => new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = StaticKey.Token };

    public Dictionary<string, string?> WithAuthorizedKey => new() { ["NEBIUS_AUTHORIZED_KEY_FILE"] = AuthorizedKeyFile };

    /// <summary>Revokes all access tokens that IAM has issued, so that cached ones are rejected.</summary>
    public void RevokeAccessTokens()
    {
        foreach (var token in World.Iam.AccessTokens)
        {
            World.Iam.Revoke(token);
        }
    }

    private void AddIdentities()
    {
        Account = World.Iam.AddServiceAccount();
        StaticKey = World.Iam.IssueStaticKey(Account);
        WestRegistry = World.Registries.Add("e00abc", "eu-west1");
        NorthRegistry = World.Registries.Add("e00def", "eu-north1");
        WestRegistry.Grant(Account, RegistryRights.Push);
        NorthRegistry.Grant(Account, RegistryRights.Push);
    }
}
