namespace Nebius.Emulator.Tests; public class PlaceholderTests { [Fact] public void Builds() => Assert.NotNull(typeof(PlaceholderTests)); }
