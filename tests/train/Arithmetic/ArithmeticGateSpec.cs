using System.Runtime.InteropServices;
using Analytics.Contracts;
using Analytics.Train.Arithmetic;
using Analytics.Train.Training;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

public sealed class ArithmeticGateSpec
{
    private static readonly Compute Mixed = new(CPU, ScalarType.BFloat16);

    [Fact]
    public void Where_all_is_right_nothing_is_started_again_and_one_line_says_so()
    {
        var machine = new Machine();
        machine.Run(Mixed);
        Assert.Empty(machine.Starts);
        Assert.Equal("Checked against plain loops: this machine computes right in float32 and bfloat16.\n", machine.Said);
    }

    [Fact]
    public void The_fastest_instruction_set_that_is_right_is_taken_and_one_line_says_so()
    {
        var machine = new Machine { Wrong = (set, _) => set is "ALL" or "AVX512_CORE" };
        machine.Run();
        Assert.Equal(["AVX512_CORE", "AVX2"], machine.Starts);
        Assert.Equal(
            "This processor computes wrongly with ALL, AVX512_CORE: ONEDNN_MAX_CPU_ISA=AVX2 is taken, right in float32.\n", machine.Said);
        Assert.Equal(("avx2", "AVX2"), (machine.Environment["ATEN_CPU_CAPABILITY"], machine.Environment["MKL_ENABLE_INSTRUCTIONS"]));
    }

    [Fact]
    public void A_precision_that_nobody_asks_for_may_be_wrong()
    {
        var machine = new Machine { Wrong = (_, precision) => precision == ScalarType.BFloat16 };
        machine.Run(Compute.Plain);
        Assert.Empty(machine.Starts);
    }

    [Fact]
    public void A_precision_that_is_wrong_with_fast_instructions_alone_is_not_refused()
    {
        var machine = new Machine { Wrong = (set, precision) => set == "ALL" && precision == ScalarType.BFloat16 };
        machine.Run(Mixed);
        Assert.Equal(["AVX512_CORE"], machine.Starts);
    }

    [Fact]
    public void A_precision_that_stays_wrong_is_refused_with_the_remedy()
    {
        var machine = new Machine { Wrong = (_, precision) => precision == ScalarType.BFloat16 };
        var fault = Assert.ThrowsAny<FailureException>(() => machine.Run(Mixed));
        Assert.Contains(
            "wrongly in bfloat16 with whatever instructions (ALL, AVX512_CORE, AVX2, SSE41)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--precision float32", fault.Message, StringComparison.Ordinal);
        Assert.Empty(machine.Said);
    }

    [Fact]
    public void A_machine_that_stays_wrong_is_refused_after_three_more_starts()
    {
        var machine = new Machine { Wrong = (_, _) => true };
        var fault = Assert.ThrowsAny<FailureException>(() => machine.Run());
        Assert.Equal(3, machine.Starts.Count);
        Assert.Contains("another machine", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_has_set_is_where_it_begins()
    {
        var machine = new Machine { Wrong = (set, _) => set == "AVX2", Environment = { ["ONEDNN_MAX_CPU_ISA"] = "avx2" } };
        machine.Run();
        Assert.Equal(["SSE41"], machine.Starts);
    }

    [Fact]
    public void Where_no_instruction_set_can_be_chosen_what_is_wrong_is_refused()
    {
        var machine = new Machine { Wrong = (_, _) => true, Architecture = Architecture.Arm64 };
        Assert.ThrowsAny<FailureException>(() => machine.Run());
        Assert.Empty(machine.Starts);
    }

    [Theory]
    [InlineData(null, "ALL")]
    [InlineData("AVX512_CORE_BF16", "ALL")]
    [InlineData("AVX512_CORE", "AVX512_CORE")]
    [InlineData("sse41", "SSE41")]
    public void The_instruction_set_is_the_one_that_the_environment_names(string? value, string set) => Assert.Equal(
        set, InstructionSet.Current(Architecture.X64, name => name == "ONEDNN_MAX_CPU_ISA" ? value : null).Name);

    // A machine on which some instruction sets are wrong. A program that starts again is run again with the new environment.
    private sealed class Machine
    {
        private readonly StringWriter _output = new() { NewLine = "\n" };

        public Func<string, ScalarType, bool> Wrong { get; init; } = (_, _) => false;

        public Architecture Architecture { get; init; } = Architecture.X64;

        public Dictionary<string, string> Environment { get; } = [];

        public List<string> Starts { get; } = [];

        public string Said => _output.ToString();

        public void Run(params IReadOnlyList<Compute> needed)
        {
            var gate = new ArithmeticGate(
                compute => new Part(Wrong(InstructionSet.Current(Architecture, Variable).Name, compute.Precision)),
                Variable,
                variables =>
                {
                    foreach (var (name, value) in variables)
                    {
                        Environment[name] = value;
                    }

                    Starts.Add(Environment["ONEDNN_MAX_CPU_ISA"]);
                    Run(needed);
                },
                _output)
            {
                Architecture = Architecture,
            };
            gate.Pass(needed);
        }

        private string? Variable(string name) => Environment.GetValueOrDefault(name);
    }

    private sealed class Part(bool wrong) : IArithmetic
    {
        public Worked Work(Problem problem, float[] left, float[] right, float[] pull)
        {
            var worked = new PlainArithmetic().Work(problem, left, right, pull);
            worked.RightGradient[0] += wrong ? 1 : 0;
            return worked;
        }
    }
}
