using Nebius.Registry.Net;

namespace Nebius.Registry.Tests.Net;

public sealed class CertificatesOfAProcess
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("/a.pem", "/a.pem", false)]
    [InlineData(null, "/a.pem", true)]
    [InlineData("/a.pem", "/b.pem", true)]
    [InlineData("/a.pem", null, true)]
    [InlineData("", null, false)]
    public void Certificates_named_after_a_process_has_started_need_a_new_process(string? started, string? now, bool isAdvised)
    {
        string[] variables = started is null ? ["PATH=/bin", "SSL_CERT_FILES=/c.pem"] : ["PATH=/bin", $"SSL_CERT_FILE={started}"];

        var advice = CertificateAdvice.ForNewProcesses(name => name == "SSL_CERT_FILE" ? now : null, variables);

        Assert.Equal(isAdvised, advice.Contains("-nr:false", StringComparison.Ordinal));
        Assert.Equal(isAdvised, advice.EndsWith(":\n  dotnet build-server shutdown", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_said_where_the_start_of_a_process_is_not_known() =>
        Assert.Empty(CertificateAdvice.ForNewProcesses(_ => "/a.pem", started: null));
}
