namespace Nebius.Registry.Emulator;

/// <summary>What handlers add to the log record of a request: the authenticated identity and the fault.</summary>
internal sealed class RequestNotes
{
    private string? _name;
    private Fault? _fault;
    private Action? _log;

    public static void Set(HttpContext context, string name) => Of(context)._name = name;

    public static void Set(HttpContext context, Fault fault) => Of(context)._fault = fault;

    /// <summary>Sets the action that logs the request.</summary>
    public static void Set(HttpContext context, Action log) => Of(context)._log = log;

    /// <summary>Logs the request and cuts the connection, in this order: the client may read the log at once.</summary>
    public static void Abort(HttpContext context)
    {
        Of(context)._log?.Invoke();
        context.Abort();
    }

    public static string? NameOf(HttpContext context) => context.Features.Get<RequestNotes>()?._name;

    public static string? FaultOf(HttpContext context) =>
        context.Features.Get<RequestNotes>()?._fault?.GetType().Name.Replace("Fault", "", StringComparison.Ordinal);

    public static bool WasCut(HttpContext context) =>
        context.Features.Get<RequestNotes>()?._fault is CutFault or CutAfterEffectFault or CutAnswerFault or HangFault;

    private static RequestNotes Of(HttpContext context)
    {
        var notes = context.Features.Get<RequestNotes>();
        if (notes is null)
        {
            notes = new RequestNotes();
            context.Features.Set(notes);
        }

        return notes;
    }
}
