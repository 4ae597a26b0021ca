using System.Runtime.InteropServices;
using Analytics.Contracts;
using Analytics.Runtime.Inference;
using Analytics.Train.Training;
using TorchSharp;
using NativeMemory = Analytics.Runtime.Inference.NativeMemory;

namespace Analytics.Train.Arithmetic;

/// <summary>
/// Lets nobody train or judge with numbers that are wrong: takes the fastest instruction set with which they are right, for which the
/// program starts itself again, and refuses where there is none.
/// </summary>
/// <param name="arithmetic">What is to be used for a kind of computing.</param>
/// <param name="variable">Reads the environment.</param>
/// <param name="restart">Starts the program again with these variables, and does not return.</param>
/// <param name="output">Takes the line that says how it went.</param>
internal sealed class ArithmeticGate(
    Func<Compute, IArithmetic> arithmetic, Func<string, string?> variable, Action<IReadOnlyDictionary<string, string>> restart,
    TextWriter output)
{
    /// <summary>Names the instruction sets with which the program computed wrongly before it was started again.</summary>
    public const string WrongVariable = "ANALYTICS_TRAIN_WRONG";

    /// <summary>The kind of processor.</summary>
    public Architecture Architecture { get; init; } = RuntimeInformation.ProcessArchitecture;

    /// <summary>That of this process and the library that networks are trained with.</summary>
    public static ArithmeticGate OfThisProcess(TextWriter output) =>
        new(compute => new TorchArithmetic(compute), NativeEnvironment.Get, Restart.With, output);

    /// <summary>Checks what is needed, and 32 bits on the processor, which everything needs. Says so in a line.</summary>
    /// <exception cref="FailureException">Something stays wrong.</exception>
    public void Pass(params IReadOnlyList<Compute> needed)
    {
        var current = InstructionSet.Current(Architecture, variable);
        List<Compute> all = [Compute.Plain, .. needed.Where(compute => compute != Compute.Plain).Distinct()];
        foreach (var compute in all)
        {
            if (Fault(compute) is not { } fault)
            {
                continue;
            }

            if (compute.Device.type == DeviceType.CPU && current.Slower(Architecture) is { } slower)
            {
                var wrong = variable(WrongVariable) is { Length: > 0 } before ? $"{before}, {current.Name}" : current.Name;
                restart(new Dictionary<string, string>(slower.Variables) { [WrongVariable] = wrong });
                return;
            }

            throw Refusal(compute, fault);
        }

        var precisions = string.Join(" and ", all.Select(Text));
        output.WriteLine(variable(WrongVariable) is { Length: > 0 } others
            ? $"This processor computes wrongly with {others}: {InstructionSet.Variable}={current.Name} is taken, right in {precisions}."
            : $"Checked against plain loops: this machine computes right in {precisions}.");
    }

    // While it is checked, fresh memory is full of NaN: what a library reads before it is written shows here, not in the hundredth step.
    private string? Fault(Compute compute)
    {
        using var full = NativeMemory.FillWithNaN();
        return ArithmeticCheck.Fault(arithmetic(compute), ArithmeticCheck.Tolerance(compute));
    }

    private InvalidException Refusal(Compute compute, string fault)
    {
        var last = InstructionSet.Current(Architecture, variable).Name;
        var sets = variable(WrongVariable) is { Length: > 0 } others ? $" with whatever instructions ({others}, {last})" : "";
        return new InvalidException(
            $"This machine computes wrongly in {Text(compute)}{sets}: {fault}. "
            + (compute == Compute.Plain
                ? "Train and judge on another machine."
                : "Give --precision float32, or train on another machine."));
    }

    private static string Text(Compute compute)
    {
        var precision = compute.Precision == torch.ScalarType.Float32 ? "float32" : "bfloat16";
        return compute.Device.type == DeviceType.CPU ? precision : $"{precision} on {compute.Device}";
    }
}
