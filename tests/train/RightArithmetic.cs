using System.Runtime.CompilerServices;
using Analytics.Contracts;
using Analytics.Train.Arithmetic;
using Analytics.Train.Training;

namespace Analytics.Train.Tests;

/// <summary>The specs compute as the trainer does: with the fastest instruction set that is right on this machine.</summary>
internal static class RightArithmetic
{
    [ModuleInitializer]
    internal static void Take()
    {
        if (Environment.GetEnvironmentVariable(RestartSpec.Variable) is { } restarts)
        {
            RestartSpec.Child(restarts);
        }

        try
        {
            ArithmeticGate.OfThisProcess(Console.Error).Pass(Compute.Of("cpu", "bfloat16"));
        }
        catch (FailureException refused)
        {
            // The specs that hold it fail; the others run.
            Console.Error.WriteLine(refused.Message);
        }
    }
}
