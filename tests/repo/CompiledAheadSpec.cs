using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Xunit;

namespace Analytics.Tests.Repo;

/// <summary>What a command waits for when it starts is compiled before; see Directory.Build.targets.</summary>
public sealed class CompiledAheadSpec
{
    private static bool IsRelease =>
        typeof(CompiledAheadSpec).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration == "Release";

    [Theory]
    [InlineData("Analytics.Host")]
    [InlineData("Analytics.Cli")]
    [InlineData("Analytics.People")]
    [InlineData("Analytics.Store")]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("System.CommandLine")]
    [InlineData("Akka.Streams")]
    public void An_assembly_of_the_program_carries_machine_code(string assembly)
    {
        Assert.SkipUnless(
            IsRelease && RuntimeInformation.RuntimeIdentifier.EndsWith("-x64", StringComparison.Ordinal) && OperatingSystem.IsLinux()
            && Environment.GetEnvironmentVariable("ReadyToRun") is null or "true", "This build is not compiled ahead.");
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        using var image = new PEReader(file);

        Assert.True(image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, $"{assembly} is compiled while the program runs.");
    }
}
