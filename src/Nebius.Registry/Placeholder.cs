namespace Nebius.Registry; internal static class Placeholder { }
