using System.Text;
using Nebius.Registry.Doctor;

namespace Nebius.Registry.Tests.Doctor;

/// <summary>The older code pages of Windows have no check mark.</summary>
public sealed class MarksOfFindings
{
    [Theory]
    [InlineData("utf-8", "✓ ok  · info  ! warning  ✗ error")]
    [InlineData("utf-16", "✓ ok  · info  ! warning  ✗ error")]
    [InlineData("iso-8859-1", "+ ok  - info  ! warning  x error")]
    [InlineData("us-ascii", "+ ok  - info  ! warning  x error")]
    public void The_marks_are_ASCII_where_the_console_has_no_others(string encoding, string legend) =>
        Assert.Equal(legend, FindingMarks.For(Encoding.GetEncoding(encoding)).Legend);
}
