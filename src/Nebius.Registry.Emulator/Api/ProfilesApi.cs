using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Profiles;

namespace Nebius.Registry.Emulator;

/// <summary>nebius.iam.v1.ProfileService: the account that an access token belongs to.</summary>
internal sealed class ProfilesApi(EmulatorState state) : ProfileService.ProfileServiceBase
{
    public override Task<GetProfileResponse> Get(GetProfileRequest request, ServerCallContext context)
    {
        var account = state.Iam.FindAccount(ApiCaller.Of(context).Name) ?? throw ApiErrors.Iam.Unauthenticated();
        return Task.FromResult(new GetProfileResponse
        {
            ServiceAccountProfile = new ServiceAccountProfile
            {
                Info = new Registry.Iam.Protos.Profiles.ServiceAccount
                {
                    Metadata = new ResourceMetadata { Id = account.Id, ParentId = account.ProjectId },
                    Spec = new ServiceAccountSpec(),
                    Status = new ServiceAccountStatus { Active = true },
                },
            },
        });
    }
}
