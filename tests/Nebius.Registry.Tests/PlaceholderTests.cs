namespace Nebius.Registry.Tests; public class PlaceholderTests { [Fact] public void Builds() => Assert.NotNull(typeof(PlaceholderTests)); }
