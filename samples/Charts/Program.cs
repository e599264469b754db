// The Job runs the same image, with an argument.
if (args is ["migrate"])
{
    Console.WriteLine("Nothing to migrate.");
    return;
}

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "Hello from a chart.");
app.Run();
