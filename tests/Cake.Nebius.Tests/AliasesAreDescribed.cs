using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Cake.Core;
using Cake.Core.Annotations;
using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>Each alias has the attributes that Cake needs, and documentation with an example for editors and Cake's website.</summary>
public sealed class AliasesAreDescribed(PackedPackages packages)
{
    private static readonly MethodInfo[] Aliases =
    [
        .. from type in typeof(NebiusCredentialAliases).Assembly.GetExportedTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where method.IsDefined(typeof(ExtensionAttribute)) && method.GetParameters()[0].ParameterType == typeof(ICakeContext)
           select method,
    ];

    [Fact]
    public void Each_alias_has_the_attributes_that_Cake_needs()
    {
        Assert.NotEmpty(Aliases);
        Assert.All(Aliases, alias => Assert.True(alias.IsDefined(typeof(CakeMethodAliasAttribute)), IdOf(alias)));
        Assert.All(Aliases, alias => Assert.True(alias.IsDefined(typeof(CakeAliasCategoryAttribute)), IdOf(alias)));
        Assert.All(Aliases, alias => Assert.Equal("Nebius", alias.DeclaringType!.GetCustomAttribute<CakeAliasCategoryAttribute>()?.Name));
    }

    // Scripts see the documentation of lib/, projects that of ref/.
    [Theory]
    [InlineData("lib")]
    [InlineData("ref")]
    public void Each_alias_has_a_summary_exceptions_parameters_and_an_example(string folder)
    {
        var members = new PackedAddin(packages).Xml($"{folder}/net10.0/Cake.Nebius.xml").Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

        foreach (var alias in Aliases)
        {
            var described = Described(members, IdOf(alias));

            Assert.All(["summary", "exception", "example"], part => Assert.True(described.Element(part)?.Value.Trim().Length > 0, $"{IdOf(alias)} has no {part}"));
            Assert.Contains(alias.Name, described.Element("example")!.Element("code")?.Value, StringComparison.Ordinal);
            Assert.Equal(alias.GetParameters().Select(parameter => parameter.Name), described.Elements("param").Select(parameter => parameter.Attribute("name")!.Value));
        }
    }

    private static XElement Described(Dictionary<string, XElement> members, string id)
    {
        Assert.True(members.TryGetValue(id, out var member), id);
        return member.Element("inheritdoc")?.Attribute("cref") is { } other ? members[other.Value] : member;
    }

    // https://learn.microsoft.com/dotnet/csharp/language-reference/xmldoc/#id-strings
    private static string IdOf(MethodInfo method) =>
        $"M:{method.DeclaringType!.FullName}.{method.Name}({string.Join(',', method.GetParameters().Select(parameter => IdOf(parameter.ParameterType)))})";

    private static string IdOf(Type type) => type.IsGenericType
        ? $"{type.Namespace}.{type.Name.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(IdOf))}}}"
        : type.FullName!;
}
