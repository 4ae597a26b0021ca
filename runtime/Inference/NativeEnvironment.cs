using System.Runtime.InteropServices;

namespace Analytics.Runtime.Inference;

/// <summary>The environment that native libraries see. Outside of Windows .NET has its own, which they do not see.</summary>
public static partial class NativeEnvironment
{
    /// <summary>
    /// Sets a variable for native libraries, for .NET and for processes that are started from here. Only while no other thread reads the
    /// environment: before the libraries are loaded.
    /// </summary>
    /// <exception cref="InvalidOperationException">The C library refuses it.</exception>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows() && SetVariable(name, value, overwrite: 1) != 0)
        {
            throw new InvalidOperationException($"The variable {name} cannot be set: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>What native libraries see of a variable; none where it is not set.</summary>
    public static string? Get(string name) =>
        OperatingSystem.IsWindows() ? Environment.GetEnvironmentVariable(name) : Marshal.PtrToStringUTF8(GetVariable(name));

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetVariable(string name);
}
