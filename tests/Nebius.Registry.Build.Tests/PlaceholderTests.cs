namespace Nebius.Registry.Build.Tests; public class PlaceholderTests { [Fact] public void Builds() => Assert.NotNull(typeof(PlaceholderTests)); }
