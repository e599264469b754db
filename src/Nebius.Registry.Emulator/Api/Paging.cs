using System.Buffers.Text;
using System.Text;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>Splits a list into pages of 10 items, or 1 to 1000 if requested, in the order of their IDs.</summary>
/// <remarks>A page begins after the last ID of the previous one, so no item is skipped if another one is deleted meanwhile.</remarks>
internal static class Paging
{
    private const int DefaultSize = 10;
    private const int MaximumSize = 1000;

    /// <summary>Returns one page.</summary>
    /// <returns>The items, and the token of the next page or an empty string.</returns>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the size, the token or a filter, which is not emulated.</exception>
    public static (IReadOnlyList<T> Items, string NextPageToken) Take<T>(
        IEnumerable<T> all, Func<T, string> idOf, PageRequest request, ApiErrors errors)
    {
        if (request.Size is < 0 or > MaximumSize)
        {
            throw errors.Invalid("page_size", $"must be from 1 to {MaximumSize}");
        }

        // The syntax is not known, and a filter that is ignored would seem to work.
        if (request.Filter.Length > 0)
        {
            throw errors.Invalid("filter", "is not emulated");
        }

        var size = request.Size == 0 ? DefaultSize : (int)request.Size;
        var after = request.Token.Length == 0
            ? ""
            : LastIdIn(request) ?? throw errors.Invalid("page_token", "is not a token of this list");
        List<T> rest =
        [
            .. all.Where(item => string.CompareOrdinal(idOf(item), after) > 0).OrderBy(idOf, StringComparer.Ordinal).Take(size + 1),
        ];
        if (rest.Count <= size)
        {
            return (rest, "");
        }

        rest.RemoveAt(size);
        return (rest, Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{request.ParentId}\n{idOf(rest[^1])}")));
    }

    private static string? LastIdIn(PageRequest request)
    {
        if (!Base64Url.IsValid(request.Token))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(request.Token)).Split('\n');
        return parts is [var parent, var id] && parent == request.ParentId ? id : null;
    }
}

/// <summary>The paging fields of a request.</summary>
internal sealed record PageRequest(string ParentId, long Size, string Token, string Filter);
