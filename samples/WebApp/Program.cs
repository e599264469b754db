using System.Runtime.InteropServices;

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => $"Hello from {RuntimeInformation.OSArchitecture}.");
app.Run();
