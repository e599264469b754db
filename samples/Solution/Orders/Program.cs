using Contracts;

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/orders/{id}", (int id) => new Order(id, "a book"));
app.Run();
