using System.Runtime.InteropServices;
using System.Text;
using Analytics.Contracts;
using Analytics.Runtime.Inference;

namespace Analytics.Train.Arithmetic;

/// <summary>
/// Starts this program again in its own process, with other variables in its environment, which libraries read when they are loaded.
/// </summary>
internal static partial class Restart
{
    private const string Self = "/proc/self/exe";

    /// <summary>Does not return.</summary>
    /// <exception cref="FailureException">The program cannot start itself; the message says what to set.</exception>
    public static void With(IReadOnlyDictionary<string, string> variables)
    {
        if (OperatingSystem.IsLinux() && File.ResolveLinkTarget(Self, returnFinalTarget: true)?.FullName is { } program)
        {
            foreach (var (name, value) in variables)
            {
                NativeEnvironment.Set(name, value);
            }

            var arguments = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).Split('\0')[..^1];
            _ = Execute(program, [.. arguments, null]);
        }

        throw new InvalidException(
            $"The program must start again with {string.Join(' ', variables.Select(one => $"{one.Key}='{one.Value}'"))} in its environment "
            + "and cannot do so itself. Set that, and run the command again.");
    }

    // The array ends with a null, as execv(2) wants it.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string path, string?[] arguments);
}
