namespace Contracts;

public sealed record Order(int Id, string Item);
