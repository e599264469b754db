namespace Nebius.Registry.Emulator;

/// <summary>What a request is for. Faults are planned by endpoint, and the request log can be filtered by it.</summary>
public enum EmulatorEndpoint
{
    /// <summary>A request that the emulator does not serve.</summary>
    Other,

    /// <summary>nebius.iam.v1.TokenExchangeService/Exchange.</summary>
    TokenExchange,

    /// <summary>nebius.registry.v1.RegistryService: Get and List.</summary>
    RegistryApi,

    /// <summary>nebius.registry.v1.RegistryService/Create.</summary>
    RegistryCreate,

    /// <summary>nebius.registry.v1.ArtifactService: Get and List.</summary>
    ArtifactRead,

    /// <summary>nebius.registry.v1.ArtifactService/Delete.</summary>
    ArtifactDelete,

    /// <summary>nebius.iam.v1.ProfileService/Get.</summary>
    ProfileRead,

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

    /// <summary>The address in ACTIONS_ID_TOKEN_REQUEST_URL on GitHub Actions.</summary>
    GitHubIdToken,

    /// <summary>The address in SYSTEM_OIDCREQUESTURI on Azure Pipelines.</summary>
    AzureOidcToken,

    /// <summary>The metadata service of a virtual machine: GET /v1/iam/sa/token.</summary>
    InstanceMetadata,

    /// <summary>GET /v2/.</summary>
    RegistryPing,

    /// <summary>The challenge in any 401 of a registry; only for <see cref="Fault.Realm"/>.</summary>
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

    /// <summary>A host added with <see cref="EmulatorWorld.AddHostileHost"/>.</summary>
    HostileHost,
}
