using Nebius.Registry.Testing;

[assembly: AssemblyFixture(typeof(PackedPackages))]
