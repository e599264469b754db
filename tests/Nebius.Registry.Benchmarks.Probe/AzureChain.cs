using Azure.Core;
using Azure.Identity;

namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>The credential chain of Azure.Identity, which is similar to the library's, with nothing configured.</summary>
internal static class AzureChain
{
    public static async Task<string> MeasureAsync() => Clock.Line("cold", await Clock.TimeAsync(FailAsync));

    private static async Task FailAsync()
    {
        try
        {
            await new DefaultAzureCredential().GetTokenAsync(new TokenRequestContext(["https://management.azure.com/.default"]), CancellationToken.None);
            throw new InvalidOperationException("There is a credential.");
        }
        catch (AuthenticationFailedException)
        {
            // As it should be.
        }
    }
}
