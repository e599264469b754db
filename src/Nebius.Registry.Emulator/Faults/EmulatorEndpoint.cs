namespace Nebius.Registry.Emulator;

/// <summary>What a request asks of the emulator; faults and the request log are told apart by it.</summary>
public enum EmulatorEndpoint
{
    /// <summary>Nothing that the emulator serves.</summary>
    Other,

    /// <summary>nebius.iam.v1.TokenExchangeService/Exchange.</summary>
    TokenExchange,

    /// <summary>nebius.registry.v1.RegistryService: Get and List.</summary>
    RegistryApi,

    /// <summary>nebius.iam.v1.StaticKeyService/Issue.</summary>
    StaticKeyIssue,

    /// <summary>nebius.iam.v1.StaticKeyService/List.</summary>
    StaticKeyList,

    /// <summary>nebius.iam.v1.StaticKeyService: Get and GetByName.</summary>
    StaticKeyRead,

    /// <summary>nebius.iam.v1.StaticKeyService/Find.</summary>
    StaticKeyFind,

    /// <summary>nebius.iam.v1.StaticKeyService/Revoke.</summary>
    StaticKeyRevoke,

    /// <summary>nebius.iam.v1.StaticKeyService/Delete.</summary>
    StaticKeyDelete,

    /// <summary>nebius.common.v1.OperationService/Get.</summary>
    OperationRead,

    /// <summary>What ACTIONS_ID_TOKEN_REQUEST_URL names on GitHub Actions.</summary>
    GitHubIdToken,

    /// <summary>What SYSTEM_OIDCREQUESTURI names on Azure Pipelines.</summary>
    AzureOidcToken,

    /// <summary>What a virtual machine asks for the token of its service account.</summary>
    InstanceMetadata,

    /// <summary>GET /v2/.</summary>
    RegistryPing,

    /// <summary>The challenge of any registry request that is answered with 401; for <see cref="Fault.Realm"/> only.</summary>
    Challenge,

    /// <summary>GET or POST /v2/token/.</summary>
    RegistryToken,

    /// <summary>GET, HEAD /v2/NAME/manifests/REFERENCE.</summary>
    ManifestRead,

    /// <summary>PUT /v2/NAME/manifests/REFERENCE.</summary>
    ManifestWrite,

    /// <summary>DELETE of a manifest, a tag or a blob.</summary>
    Delete,

    /// <summary>GET, HEAD /v2/NAME/blobs/DIGEST.</summary>
    BlobRead,

    /// <summary>POST /v2/NAME/blobs/uploads/, with or without mount or digest.</summary>
    UploadStart,

    /// <summary>PATCH of an upload session.</summary>
    UploadChunk,

    /// <summary>PUT of an upload session.</summary>
    UploadFinish,

    /// <summary>GET and DELETE of an upload session.</summary>
    UploadSession,

    /// <summary>GET /v2/NAME/tags/list.</summary>
    TagList,

    /// <summary>GET /v2/NAME/referrers/DIGEST.</summary>
    Referrers,

    /// <summary>The storage host that blob GETs are redirected to.</summary>
    Storage,

    /// <summary>A host that the test declared hostile.</summary>
    HostileHost,
}
