Console.WriteLine("Hello from a container that Cake published.");
