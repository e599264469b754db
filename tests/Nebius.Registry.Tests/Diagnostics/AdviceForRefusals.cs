using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Diagnostics;

/// <summary>Each way in which a push fails has its own code and its own next step.</summary>
public sealed class AdviceForRefusals
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_refused_push_is_explained_with_the_credential_the_registrys_words_and_the_next_command()
    {
        var failure = Failure(ProbeStatus.Unauthorized, 401, "UNAUTHORIZED: authentication required: failed to get profile");

        var advice = PushAdvice.For(failure);

        Assert.Equal(MessageCodes.RegistryUnauthorized, advice.Code);
        Assert.EndsWith("docs/messages.md#nebius1401", advice.HelpLink, StringComparison.Ordinal);
        Assert.StartsWith(
            "cr.eu-west1.nebius.cloud rejected the static key in NEBIUS_REGISTRY_STATIC_KEY (HTTP 401: \"UNAUTHORIZED: authentication "
            + "required: failed to get profile\"). It is cut off, has expired, was revoked, or was issued for another service than CONTAINER_REGISTRY.\n",
            advice.Message,
            StringComparison.Ordinal);
        Says(advice, "put it into NEBIUS_REGISTRY_STATIC_KEY:\n  nebius-registry static-key issue");
        Assert.DoesNotContain("CANARY", advice.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_advice_for_a_refused_access_token_is_that_it_may_have_expired()
    {
        var failure = Failure(ProbeStatus.Unauthorized, 401, source: CredentialSourceKind.AccessToken);

        Says(PushAdvice.For(failure), "12 hours", "unset the variable", Shell.Current.SetFrom("NEBIUS_IAM_TOKEN", "nebius iam get-access-token"));
    }

    [Fact]
    public void The_advice_for_a_refused_authorized_key_is_about_the_account_or_the_clock()
    {
        var failure = Failure(ProbeStatus.Unauthorized, 401, source: CredentialSourceKind.AuthorizedKey);
        failure = failure with
        {
            Credential = failure.Credential with { ServiceAccountId = "serviceaccount-e00x", ExpiresAt = Now.AddHours(12) },
            Probe = failure.Probe with { ServerDate = Now.AddMinutes(-9) },
        };

        Says(
            PushAdvice.For(failure),
            "the access token of the authorized key in NEBIUS_AUTHORIZED_KEY_FILE (/home/me/key.json) of serviceaccount-e00x",
            "nebius iam service-account get --id serviceaccount-e00x",
            "This machine's clock is wrong: it says 2026-11-23 12:00:00Z, the registry's 2026-11-23 11:51:00Z");
    }

    [Fact]
    public void The_advice_for_an_expired_credential_says_that_it_has_expired()
    {
        var failure = Failure(ProbeStatus.Unauthorized, 401, source: CredentialSourceKind.AccessToken);
        failure = failure with { Credential = failure.Credential with { ExpiresAt = Now.AddSeconds(-1) } };

        Says(PushAdvice.For(failure), "which expired at 2026-11-23 11:59:59Z");
    }

    [Theory]
    [InlineData(RegistryAction.Push, "--role editor")]
    [InlineData(RegistryAction.Pull, "--role viewer")]
    public void The_advice_for_a_denied_push_names_the_missing_role(RegistryAction action, string role)
    {
        var failure = Failure(ProbeStatus.Denied, 403, "DENIED: requested access to the resource is denied") with { Action = action };

        var advice = PushAdvice.For(failure);

        Assert.Equal(MessageCodes.RegistryDenied, advice.Code);
        Says(advice, role, "The credential is valid", "nebius iam access-permit create", "--resource-id registry-e00abc");
    }

    [Theory]
    [InlineData("registry-e00abc/app", "has no 'registry-' in front: use e00abc.")]
    [InlineData("project-e00abc/app", "'project-e00abc' is a project's ID. Use the registry's ID.")]
    [InlineData("images/app", "If 'images' is the registry's name, put its ID in its place: e00abc/app.")]
    [InlineData("images-e00abc/app", "'images-e00abc' may also be its name; use its ID.")]
    [InlineData("base", "The registry ID is missing: 'base' doesn't begin with one. Set -p:NebiusRegistryId=")]
    [InlineData("my-team/app", "put it in front: e00abc/my-team/app")]
    [InlineData("soperator/app", "The registry ID is missing")]
    [InlineData("e01abc/app", "registry-e01abc doesn't exist, is in another region than cr.eu-west1.nebius.cloud, or this account may not see it")]
    [InlineData("e00abc/app", "IDs that begin with e00 are usually in eu-north1: try -p:NebiusRegion=eu-north1.")]
    [InlineData("u00abc/app", "try -p:NebiusRegion=us-central1.")]
    public void The_advice_for_an_unknown_registry_says_which_part_of_the_name_to_check(string repository, string says)
    {
        var advice = PushAdvice.For(Failure(ProbeStatus.NameUnknown, 404, "NAME_UNKNOWN: x") with { Repository = repository });

        Assert.Equal(MessageCodes.RegistryUnknown, advice.Code);
        Says(advice, says, "nebius registry list --parent-id", "registry_fqdn");
    }

    [Theory]
    [InlineData("e01abc/app")]
    [InlineData("x99abc/app")]
    public void A_region_that_fits_or_is_unknown_adds_no_hint_to_the_advice(string repository)
    {
        var advice = PushAdvice.For(Failure(ProbeStatus.NameUnknown, 404) with { Repository = repository });

        Assert.DoesNotContain("are usually in", advice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_advice_for_a_missing_image_names_its_tag()
    {
        var failure = Failure(ProbeStatus.ManifestUnknown, 404) with { Action = RegistryAction.Pull, Reference = "10.0-noble" };

        var advice = PushAdvice.For(failure);

        Assert.Equal(MessageCodes.ImageUnknown, advice.Code);
        Says(advice, "cr.eu-west1.nebius.cloud/e00abc/app has no tag '10.0-noble'", "nebius registry image list --parent-id registry-e00abc");
    }

    [Theory]
    [InlineData(nameof(ProbeStatus.TlsFailure), MessageCodes.RegistryTls, "SSL_CERT_FILE")]
    [InlineData(nameof(ProbeStatus.DnsFailure), MessageCodes.RegistryDns, "Check the spelling of the region 'eu-west1'")]
    [InlineData(nameof(ProbeStatus.ProxyFailure), MessageCodes.RegistryProxy, "NO_PROXY")]
    [InlineData(nameof(ProbeStatus.Unreachable), MessageCodes.RegistryUnreachable, " -v https://cr.eu-west1.nebius.cloud/v2/")]
    [InlineData(nameof(ProbeStatus.Timeout), MessageCodes.RegistryUnreachable, "HTTPS_PROXY")]
    public void The_advice_for_an_unreachable_registry_is_about_the_connection(string status, string code, string says)
    {
        var advice = PushAdvice.For(Failure(Enum.Parse<ProbeStatus>(status), null, "some detail"));

        Assert.Equal(code, advice.Code);
        Says(advice, "Can't ", Hosts.EuWest1.Name, says);
    }

    [Fact]
    public void The_advice_for_an_untrusted_realm_says_to_revoke_the_credential()
    {
        var advice = PushAdvice.For(Failure(ProbeStatus.UntrustedRealm, 401, "https://evil.example/token"));

        Assert.Equal(MessageCodes.UntrustedRealm, advice.Code);
        Says(advice, "https://evil.example/token", "revoke the credential");
    }

    [Fact]
    public void A_push_that_would_be_accepted_now_points_to_the_SDKs_own_error()
    {
        var advice = PushAdvice.For(Failure(ProbeStatus.Accepted, 202));

        Assert.Equal(MessageCodes.PushFailed, advice.Code);
        Says(advice, "although the registry accepts the static key in NEBIUS_REGISTRY_STATIC_KEY", "The SDK's error above", "Try again");
    }

    [Fact]
    public void Any_other_registry_status_is_reported_as_received()
    {
        var advice = PushAdvice.For(Failure(ProbeStatus.Other, 503));

        Assert.Equal(MessageCodes.PushFailed, advice.Code);
        Says(advice, "failed (POST /v2/e00abc/app/blobs/uploads/: HTTP 503)");
    }

    [Fact]
    public void Every_probe_status_has_advice_for_every_credential_source()
    {
        foreach (var status in Enum.GetValues<ProbeStatus>())
        {
            foreach (var source in Enum.GetValues<CredentialSourceKind>())
            {
                var advice = PushAdvice.For(Failure(status, null, source: source));

                Assert.NotEqual(MessageCodes.Unexpected, advice.Code);
                Assert.DoesNotContain("  ", advice.Message.Replace("\n  ", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
                // A sentence, or a command on a line of its own.
                Assert.True(advice.Message.EndsWith('.') || advice.Message.Split('\n') is [_, .., var command] && !command.Contains(". "), advice.Message);
            }
        }
    }

    private static void Says(Advice advice, params string[] texts) =>
        Assert.All(texts, text => Assert.Contains(text, advice.Message, StringComparison.Ordinal));

    private static PushFailure Failure(
        ProbeStatus status, int? httpStatus, string? error = null, CredentialSourceKind source = CredentialSourceKind.StaticKey) => new()
        {
            Credential = Hosts.Credential("CANARY-password", source: source),
            Repository = "e00abc/app",
            Probe = new ProbeResult
            {
                Status = status,
                Request = "POST /v2/e00abc/app/blobs/uploads/",
                HttpStatus = httpStatus,
                Error = error,
            },
            Now = Now,
        };
}
