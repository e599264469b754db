using Nebius.Registry.Credentials;

namespace Nebius.Registry.Tests.Credentials;

public sealed class VirtualMachineDetection : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("nebius-test-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("sys_vendor", "Nebius B.V.\n", true)]
    [InlineData("sys_vendor", "NEBIUS", true)]
    [InlineData("product_name", "nebius-gpu", true)]
    [InlineData("chassis_asset_tag", "x.nebius.cloud", true)]
    [InlineData("sys_vendor", "QEMU\n", false)]
    [InlineData("sys_vendor", "", false)]
    [InlineData("product_serial", "nebius", false)]
    public void A_Nebius_virtual_machine_is_recognized_by_its_DMI_data(string file, string text, bool expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such file on Windows, and it is not looked for.");
        var directory = _root.CreateSubdirectory("sys/class/dmi/id");
        File.WriteAllText(Path.Join(directory.FullName, file), text);

        Assert.Equal(expected, VirtualMachineDetector.HasSigns(_root.FullName));
    }

    [Fact]
    public void A_Nebius_virtual_machine_is_recognized_by_the_mount_of_older_machines()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such mount on Windows, and it is not looked for.");
        _root.CreateSubdirectory("mnt/cloud-metadata");

        Assert.True(VirtualMachineDetector.HasSigns(_root.FullName));
    }

    [Fact]
    public void A_machine_without_DMI_data_or_mount_is_not_a_Nebius_virtual_machine() =>
        Assert.False(VirtualMachineDetector.HasSigns(_root.FullName));

    [Fact]
    public void A_directory_in_place_of_a_DMI_file_is_ignored()
    {
        _root.CreateSubdirectory("sys/class/dmi/id/sys_vendor");

        Assert.False(VirtualMachineDetector.HasSigns(_root.FullName));
    }
}
