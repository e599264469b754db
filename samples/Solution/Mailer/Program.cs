using Contracts;

var order = new Order(1, "a book");
Console.WriteLine($"Order {order.Id}, {order.Item}, is on its way.");
