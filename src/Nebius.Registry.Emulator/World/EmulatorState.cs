namespace Nebius.Registry.Emulator;

/// <summary>The state that the servers of one world share.</summary>
internal sealed class EmulatorState : IDisposable
{
    public EmulatorState(EmulatorOptions options)
    {
        Options = options;
        Hosts = new HostNames(options.Regions);
        OidcProviders = new OidcProviderList(Secrets, options.Time);
        Iam = new IamDirectory(options, Secrets);
        InstanceMetadata = new InstanceMetadata(Iam);
        GitHubActions = new GitHubActions(OidcProviders, Secrets);
        AzurePipelines = new AzurePipelines(OidcProviders, Secrets);
        Hosts.Add(GitHubActions.Host);
        Hosts.Add(AzurePipelines.Host);
        Registries = new RegistryDirectory(options);
        RegistryTokens = new RegistryTokens(options, Iam, Secrets);
        Storage = new StorageSite(options, Secrets);
        BaseImages = new BaseImageCatalog(options);
    }

    public EmulatorOptions Options { get; }

    public SecretList Secrets { get; } = new();

    public HostNames Hosts { get; }

    public IamDirectory Iam { get; }

    public OidcProviderList OidcProviders { get; }

    public InstanceMetadata InstanceMetadata { get; }

    public GitHubActions GitHubActions { get; }

    public AzurePipelines AzurePipelines { get; }

    public RegistryDirectory Registries { get; }

    public RegistryTokens RegistryTokens { get; }

    public StorageSite Storage { get; }

    public BaseImageCatalog BaseImages { get; }

    public IdempotentChanges IdempotentChanges { get; } = new();

    public PendingChanges Changes { get; } = new();

    public FaultPlan Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    public void Dispose()
    {
        Iam.Dispose();
        IdempotentChanges.Dispose();
        OidcProviders.Dispose();
        BaseImages.Dispose();
    }
}
