var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "Hello from Aspire.");
app.Run();
